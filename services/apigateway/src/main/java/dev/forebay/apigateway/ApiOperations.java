package dev.forebay.apigateway;

import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.Api;
import software.amazon.awssdk.services.apigatewayv2.model.Cors;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteCorsConfigurationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteCorsConfigurationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetApiResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetApisRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetApisResponse;
import software.amazon.awssdk.services.apigatewayv2.model.IpAddressType;
import software.amazon.awssdk.services.apigatewayv2.model.ProtocolType;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateApiResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** APIs themselves. Thread-safe. */
final class ApiOperations {
  private final Apis apis;
  private final QuickCreate quickCreate;
  private final Ids ids;
  private final Clock clock;

  ApiOperations(Apis apis, QuickCreate quickCreate, Ids ids, Clock clock) {
    this.apis = apis;
    this.quickCreate = quickCreate;
    this.ids = ids;
    this.clock = clock;
  }

  void addTo(ServiceBinding.Builder gateway) {
    gateway
        .on("CreateApi", CreateApiRequest::builder, this::create)
        .on("GetApi", GetApiRequest::builder, this::get)
        .on("GetApis", GetApisRequest::builder, this::list)
        .on("UpdateApi", UpdateApiRequest::builder, this::update)
        .on("DeleteApi", DeleteApiRequest::builder, this::delete)
        .on(
            "DeleteCorsConfiguration",
            DeleteCorsConfigurationRequest::builder,
            this::deleteCrossOrigin);
  }

  private CreateApiResponse create(CallContext context, CreateApiRequest request) {
    if (request.protocolType() != ProtocolType.HTTP) {
      throw GatewayErrors.unsupported("WebSocket APIs");
    }
    if (request.target() == null
        && (request.routeKey() != null || request.credentialsArn() != null)) {
      throw GatewayErrors.invalid("RouteKey and CredentialsArn need a Target");
    }
    Api.Builder type =
        Api.builder()
            .apiKeySelectionExpression("$request.header.x-api-key")
            .routeSelectionExpression("$request.method $request.path")
            .disableExecuteApiEndpoint(false)
            .ipAddressType(IpAddressType.IPV4)
            .tags(Map.of());
    SharedMembers.copy(request, (SdkPojo) type);
    CrossOrigins.check(request.corsConfiguration());
    HttpApi api =
        new HttpApi(context.place(), type.apiId(ids.api()).createdDate(clock.now()).build());
    QuickCreate.Parts parts = quickCreate.plan(request);
    apis.put(api);
    quickCreate.make(api, parts);
    return answer(context, api, CreateApiResponse.builder());
  }

  private GetApiResponse get(CallContext context, GetApiRequest request) {
    return answer(
        context, apis.require(context.place(), request.apiId()), GetApiResponse.builder());
  }

  private GetApisResponse list(CallContext context, GetApisRequest request) {
    Page<HttpApi> page =
        Pages.of(apis.all(context.place()), HttpApi::id, request.nextToken(), request.maxResults());
    return GetApisResponse.builder()
        .items(page.items().stream().map(api -> answer(context, api, Api.builder())).toList())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private UpdateApiResponse update(CallContext context, UpdateApiRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        old -> {
          CrossOrigins.check(request.corsConfiguration());
          Api.Builder type = old.type().toBuilder();
          SharedMembers.copy(request, (SdkPojo) type);
          HttpApi api = old.with(type.build());
          quickCreate.update(api, request);
          apis.put(api);
          return answer(context, api, UpdateApiResponse.builder());
        });
  }

  private DeleteApiResponse delete(CallContext context, DeleteApiRequest request) {
    return apis.alone(
        context.place(),
        request.apiId(),
        api -> {
          apis.store().delete(Kinds.DIRECTORY, Kinds.API, api.id());
          apis.store().drop(api.id());
          return DeleteApiResponse.builder().build();
        });
  }

  private DeleteCorsConfigurationResponse deleteCrossOrigin(
      CallContext context, DeleteCorsConfigurationRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          apis.put(api.with(api.type().toBuilder().corsConfiguration((Cors) null).build()));
          return DeleteCorsConfigurationResponse.builder().build();
        });
  }

  private static <B extends SdkBuilder<B, T>, T extends SdkPojo> T answer(
      CallContext context, HttpApi api, B builder) {
    Api told = api.type().toBuilder().apiEndpoint(api.endpoint(context.endpoint())).build();
    return Members.of(told, builder);
  }
}
