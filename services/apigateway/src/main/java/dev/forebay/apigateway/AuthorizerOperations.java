package dev.forebay.apigateway;

import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.net.URI;
import java.util.List;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizerType;
import software.amazon.awssdk.services.apigatewayv2.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateAuthorizerResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteAuthorizerRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteAuthorizerResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetAuthorizerRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetAuthorizerResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetAuthorizersRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetAuthorizersResponse;
import software.amazon.awssdk.services.apigatewayv2.model.JWTConfiguration;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateAuthorizerRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateAuthorizerResponse;

/** Authorizers: how routes find out whom they let in. Thread-safe. */
final class AuthorizerOperations {
  private static final int LONGEST_TTL = 3_600;

  private final Apis apis;
  private final Ids ids;

  AuthorizerOperations(Apis apis, Ids ids) {
    this.apis = apis;
    this.ids = ids;
  }

  void addTo(ServiceBinding.Builder gateway) {
    gateway
        .on("CreateAuthorizer", CreateAuthorizerRequest::builder, this::create)
        .on("GetAuthorizer", GetAuthorizerRequest::builder, this::get)
        .on("GetAuthorizers", GetAuthorizersRequest::builder, this::list)
        .on("UpdateAuthorizer", UpdateAuthorizerRequest::builder, this::update)
        .on("DeleteAuthorizer", DeleteAuthorizerRequest::builder, this::delete);
  }

  private CreateAuthorizerResponse create(CallContext context, CreateAuthorizerRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Authorizer.Builder builder = Authorizer.builder();
          SharedMembers.copy(request, (SdkPojo) builder);
          Authorizer authorizer = builder.authorizerId(ids.part()).build();
          check(api, authorizer);
          apis.write(api, RowStore.write(Kinds.AUTHORIZER, authorizer.authorizerId(), authorizer));
          return Members.of(authorizer, CreateAuthorizerResponse.builder());
        });
  }

  private GetAuthorizerResponse get(CallContext context, GetAuthorizerRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    return Members.of(
        apis.authorizer(api, request.authorizerId()), GetAuthorizerResponse.builder());
  }

  private GetAuthorizersResponse list(CallContext context, GetAuthorizersRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    Page<Authorizer> page =
        Pages.of(
            apis.parts(api, Kinds.AUTHORIZER),
            Authorizer::authorizerId,
            request.nextToken(),
            request.maxResults());
    return GetAuthorizersResponse.builder()
        .items(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private UpdateAuthorizerResponse update(CallContext context, UpdateAuthorizerRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Authorizer.Builder builder = apis.authorizer(api, request.authorizerId()).toBuilder();
          SharedMembers.copy(request, (SdkPojo) builder);
          Authorizer authorizer = builder.build();
          check(api, authorizer);
          apis.write(api, RowStore.write(Kinds.AUTHORIZER, authorizer.authorizerId(), authorizer));
          return Members.of(authorizer, UpdateAuthorizerResponse.builder());
        });
  }

  private DeleteAuthorizerResponse delete(CallContext context, DeleteAuthorizerRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          String id = apis.authorizer(api, request.authorizerId()).authorizerId();
          for (Route route : apis.parts(api, Kinds.ROUTE)) {
            if (id.equals(route.authorizerId())) {
              throw GatewayErrors.conflict(
                  "Cannot delete Authorizer '"
                      + id
                      + "' because it is referenced by Route '"
                      + route.routeId()
                      + "'");
            }
          }
          apis.write(api, RowStore.removal(Kinds.AUTHORIZER, id));
          return DeleteAuthorizerResponse.builder().build();
        });
  }

  private void check(HttpApi api, Authorizer authorizer) {
    for (Authorizer other : apis.parts(api, Kinds.AUTHORIZER)) {
      if (other.name().equals(authorizer.name())
          && !other.authorizerId().equals(authorizer.authorizerId())) {
        throw GatewayErrors.conflict(
            "Authorizer name must be unique. Authorizer "
                + authorizer.name()
                + " already exists in this RestApi.");
      }
    }
    List<String> sources =
        authorizer.identitySource() == null ? List.of() : authorizer.identitySource();
    sources.forEach(IdentitySource::parse);
    if (authorizer.authorizerType() == AuthorizerType.JWT) {
      checkToken(authorizer, sources);
    } else {
      checkFunction(authorizer, sources);
    }
  }

  private static void checkToken(Authorizer authorizer, List<String> sources) {
    JWTConfiguration jwt = authorizer.jwtConfiguration();
    if (jwt == null || jwt.issuer() == null || !isUrl(jwt.issuer())) {
      throw GatewayErrors.invalid(
          "Invalid issuer: "
              + (jwt == null ? "null" : jwt.issuer())
              + ". Issuer must have a valid discovery endpoint ended with"
              + " '/.well-known/openid-configuration'");
    }
    if (jwt.audience() == null || jwt.audience().isEmpty()) {
      throw GatewayErrors.invalid("JWT authorizers need an Audience");
    }
    if (sources.size() != 1) {
      throw GatewayErrors.invalid("JWT authorizers need exactly one IdentitySource");
    }
  }

  private static boolean isUrl(String text) {
    try {
      URI uri = URI.create(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void checkFunction(Authorizer authorizer, List<String> sources) {
    if (Integrations.function(authorizer.authorizerUri()).isEmpty()) {
      throw GatewayErrors.invalid("Invalid Authorizer URI: " + authorizer.authorizerUri());
    }
    String format = authorizer.authorizerPayloadFormatVersion();
    if (format == null || !Integrations.FORMATS.contains(format)) {
      throw GatewayErrors.invalid(
          "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizers of HTTP"
              + " APIs, with the values 1.0 and 2.0");
    }
    if (Boolean.TRUE.equals(authorizer.enableSimpleResponses()) && format.equals("1.0")) {
      throw GatewayErrors.invalid(
          "EnableSimpleResponses is not supported for AuthorizerPayloadFormatVersion 1.0");
    }
    Integer ttl = authorizer.authorizerResultTtlInSeconds();
    if (ttl != null && (ttl < 0 || ttl > LONGEST_TTL)) {
      throw GatewayErrors.invalid("AuthorizerResultTtlInSeconds must be from 0 to " + LONGEST_TTL);
    }
    if (ttl != null && ttl > 0 && sources.isEmpty()) {
      throw GatewayErrors.invalid("Caching of authorizer results needs an IdentitySource");
    }
  }
}
