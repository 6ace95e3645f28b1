package dev.forebay.apigateway;

import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Page;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.protocol.SharedMembers;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizerType;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.CreateRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteRequestParameterRequest;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteRequestParameterResponse;
import software.amazon.awssdk.services.apigatewayv2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetRouteResponse;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesRequest;
import software.amazon.awssdk.services.apigatewayv2.model.GetRoutesResponse;
import software.amazon.awssdk.services.apigatewayv2.model.ParameterConstraints;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateRouteRequest;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateRouteResponse;

/** Routes: which requests go to which integration, and who is let in. Thread-safe. */
final class RouteOperations {
  private static final String TARGET = "integrations/";

  private final Apis apis;
  private final Ids ids;

  RouteOperations(Apis apis, Ids ids) {
    this.apis = apis;
    this.ids = ids;
  }

  void addTo(ServiceBinding.Builder gateway) {
    gateway
        .on("CreateRoute", CreateRouteRequest::builder, this::create)
        .on("GetRoute", GetRouteRequest::builder, this::get)
        .on("GetRoutes", GetRoutesRequest::builder, this::list)
        .on("UpdateRoute", UpdateRouteRequest::builder, this::update)
        .on("DeleteRoute", DeleteRouteRequest::builder, this::delete)
        .on(
            "DeleteRouteRequestParameter",
            DeleteRouteRequestParameterRequest::builder,
            this::deleteParameter);
  }

  private CreateRouteResponse create(CallContext context, CreateRouteRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Route.Builder builder =
              Route.builder()
                  .apiGatewayManaged(false)
                  .apiKeyRequired(false)
                  .authorizationType(AuthorizationType.NONE);
          SharedMembers.copy(request, (SdkPojo) builder);
          Route route = builder.routeId(ids.part()).build();
          check(api, route);
          apis.write(api, RowStore.write(Kinds.ROUTE, route.routeId(), route));
          return Members.of(route, CreateRouteResponse.builder());
        });
  }

  private GetRouteResponse get(CallContext context, GetRouteRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    return Members.of(apis.route(api, request.routeId()), GetRouteResponse.builder());
  }

  private GetRoutesResponse list(CallContext context, GetRoutesRequest request) {
    HttpApi api = apis.require(context.place(), request.apiId());
    Page<Route> page =
        Pages.of(
            apis.parts(api, Kinds.ROUTE),
            Route::routeId,
            request.nextToken(),
            request.maxResults());
    return GetRoutesResponse.builder()
        .items(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private UpdateRouteResponse update(CallContext context, UpdateRouteRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Route old = apis.route(api, request.routeId());
          Route.Builder builder = old.toBuilder();
          SharedMembers.copy(request, (SdkPojo) builder);
          Route route = builder.build();
          // Who needs no authorizer any more has none.
          if (!needsAuthorizer(route) || isEmpty(route.authorizerId())) {
            route = route.toBuilder().authorizerId(null).build();
          }
          if (isEmpty(route.target())) {
            route = route.toBuilder().target(null).build();
          }
          if (Boolean.TRUE.equals(old.apiGatewayManaged())
              && !route.routeKey().equals(old.routeKey())) {
            throw GatewayErrors.invalid(
                "The key of a route that API Gateway manages cannot be changed");
          }
          check(api, route);
          apis.write(api, RowStore.write(Kinds.ROUTE, route.routeId(), route));
          return Members.of(route, UpdateRouteResponse.builder());
        });
  }

  private DeleteRouteResponse delete(CallContext context, DeleteRouteRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Route route = apis.route(api, request.routeId());
          apis.write(api, RowStore.removal(Kinds.ROUTE, route.routeId()));
          return DeleteRouteResponse.builder().build();
        });
  }

  private DeleteRouteRequestParameterResponse deleteParameter(
      CallContext context, DeleteRouteRequestParameterRequest request) {
    return apis.change(
        context.place(),
        request.apiId(),
        api -> {
          Route route = apis.route(api, request.routeId());
          Map<String, ParameterConstraints> left = new TreeMap<>(route.requestParameters());
          if (left.remove(request.requestParameterKey()) == null) {
            throw GatewayErrors.none("RequestParameter");
          }
          Route changed = route.toBuilder().requestParameters(left).build();
          apis.write(api, RowStore.write(Kinds.ROUTE, changed.routeId(), changed));
          return DeleteRouteRequestParameterResponse.builder().build();
        });
  }

  private static boolean isEmpty(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static boolean needsAuthorizer(Route route) {
    return route.authorizationType() == AuthorizationType.JWT
        || route.authorizationType() == AuthorizationType.CUSTOM;
  }

  private void check(HttpApi api, Route route) {
    RouteKey.parse(route.routeKey());
    for (Route other : apis.parts(api, Kinds.ROUTE)) {
      if (other.routeKey().equals(route.routeKey()) && !other.routeId().equals(route.routeId())) {
        throw GatewayErrors.conflict(
            "Route with key " + route.routeKey() + " already exists for this API");
      }
    }
    if (route.target() != null) {
      if (!route.target().startsWith(TARGET)) {
        throw GatewayErrors.invalid("Target has to be in the format integrations/<integrationId>");
      }
      apis.integration(api, integration(route).orElse(""));
    }
    if (route.authorizationScopes() != null
        && !route.authorizationScopes().isEmpty()
        && route.authorizationType() != AuthorizationType.JWT) {
      throw GatewayErrors.invalid(
          "Scopes can only be specified for a route with authorization type JWT");
    }
    if (needsAuthorizer(route)) {
      checkAuthorizer(api, route);
    }
  }

  private void checkAuthorizer(HttpApi api, Route route) {
    if (route.authorizerId() == null) {
      throw GatewayErrors.invalid(
          "AuthorizerId is required for authorization type " + route.authorizationTypeAsString());
    }
    Authorizer authorizer = apis.authorizer(api, route.authorizerId());
    boolean token = authorizer.authorizerType() == AuthorizerType.JWT;
    if (token != (route.authorizationType() == AuthorizationType.JWT)) {
      throw GatewayErrors.invalid(
          "Authorizer "
              + authorizer.authorizerId()
              + " is not of the authorization type "
              + route.authorizationTypeAsString());
    }
  }

  /** The integration that a route leads to. */
  static Optional<String> integration(Route route) {
    return Optional.ofNullable(route.target())
        .filter(target -> target.startsWith(TARGET))
        .map(target -> target.substring(TARGET.length()));
  }
}
