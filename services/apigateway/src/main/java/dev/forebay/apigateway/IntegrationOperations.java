package dev.forebay.apigateway;

import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.ConnectionType;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetIntegrationsResponse;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.IntegrationType;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateIntegrationRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateIntegrationResponse;

/** Integrations: what answers the requests of routes. Thread-safe. */
final class IntegrationOperations {
  private final Apis apis;
  private final Ids ids;

  IntegrationOperations(Apis apis, Ids ids) {
    this.apis = apis;
    this.ids = ids;
  }

  void addTo(ServiceBinding.Builder gateway) {
    gateway
        .on("CreateIntegration", CreateIntegrationRequest::builder, this::create)
        .on("GetIntegration", GetIntegrationRequest::builder, this::get)
        .on("GetIntegrations", GetIntegrationsRequest::builder, this::list)
        .on("UpdateIntegration", UpdateIntegrationRequest::builder, this::update)
        .on("DeleteIntegration", DeleteIntegrationRequest::builder, this::delete);
  }

  private CreateIntegrationResponse create(CallContext context, CreateIntegrationRequest request) {
    if (request.tlsConfig() != null) {
      throw noTls();
    }
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Integration.Builder builder =
              Integration.builder()
                  .apiGatewayManaged(false)
                  .connectionType(ConnectionType.INTERNET)
                  .timeoutInMillis(Integrations.LONGEST);
          if (request.integrationType() == IntegrationType.AWS_PROXY) {
            builder.integrationMethod("POST");
          } else {
            builder.payloadFormatVersion("1.0");
          }
          SharedMembers.copy(request, (SdkPojo) builder);
          Integration integration = builder.integrationId(ids.part()).build();
          Integrations.check(integration);
          apis.write(
              api, RowStore.write(Kinds.INTEGRATION, integration.integrationId(), integration));
          return Members.of(integration, CreateIntegrationResponse.builder());
        });
  }

  private static dev.forebay.wire.AwsException noTls() {
    return GatewayErrors.invalid("TlsConfig is only supported for private integrations");
  }

  private GetIntegrationResponse get(CallContext context, GetIntegrationRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    return Members.of(
        apis.integration(api, request.integrationId()), GetIntegrationResponse.builder());
  }

  private GetIntegrationsResponse list(CallContext context, GetIntegrationsRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    Page<Integration> page =
        Pages.of(
            apis.parts(api, Kinds.INTEGRATION),
            Integration::integrationId,
            request.nextToken(),
            request.maxResults());
    return GetIntegrationsResponse.builder()
        .items(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private UpdateIntegrationResponse update(CallContext context, UpdateIntegrationRequest request) {
    if (request.tlsConfig() != null) {
      throw noTls();
    }
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Integration old = apis.integration(api, request.integrationId());
          Integration.Builder builder = old.toBuilder();
          SharedMembers.copy(request, (SdkPojo) builder);
          if (request.hasRequestParameters()) {
            builder.requestParameters(
                Members.merge(old.requestParameters(), request.requestParameters()));
          }
          if (request.hasResponseParameters()) {
            Map<String, Map<String, String>> merged = new LinkedHashMap<>(old.responseParameters());
            merged.putAll(request.responseParameters());
            merged.values().removeIf(Map::isEmpty);
            builder.responseParameters(merged);
          }
          Integration integration = builder.build();
          Integrations.check(integration);
          apis.write(
              api, RowStore.write(Kinds.INTEGRATION, integration.integrationId(), integration));
          return Members.of(integration, UpdateIntegrationResponse.builder());
        });
  }

  private DeleteIntegrationResponse delete(CallContext context, DeleteIntegrationRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Integration integration = apis.integration(api, request.integrationId());
          String id = integration.integrationId();
          if (Boolean.TRUE.equals(integration.apiGatewayManaged())) {
            throw GatewayErrors.invalid(
                "An integration that API Gateway manages cannot be deleted");
          }
          for (Route route : apis.parts(api, Kinds.ROUTE)) {
            if (RouteOperations.integration(route).filter(id::equals).isPresent()) {
              throw GatewayErrors.conflict(
                  "Cannot delete Integration '"
                      + id
                      + "' because it is referenced by Route '"
                      + route.routeId()
                      + "'");
            }
          }
          apis.write(api, RowStore.removal(Kinds.INTEGRATION, id));
          return DeleteIntegrationResponse.builder().build();
        });
  }
}
