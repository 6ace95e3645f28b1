package dev.forebay.apigateway;

import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.AuthorizationType;
import software.amazon.awssdk.services.apigatewayv2.model.ConnectionType;
import software.amazon.awssdk.services.apigatewayv2.model.CreateApiRequest;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.IntegrationType;
import software.amazon.awssdk.services.apigatewayv2.model.Route;
import software.amazon.awssdk.services.apigatewayv2.model.RouteSettings;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;
import software.amazon.awssdk.services.apigatewayv2.model.UpdateApiRequest;

/**
 * Makes the integration, the route and the stage of an API that is created with a target ("Create
 * an HTTP API", Create an HTTP API by using the AWS CLI). Thread-safe.
 */
final class QuickCreate {
  private final Apis apis;
  private final Ids ids;
  private final Clock clock;

  QuickCreate(Apis apis, Ids ids, Clock clock) {
    this.apis = apis;
    this.ids = ids;
    this.clock = clock;
  }

  /** What is to be made beside an API; nothing without a target. */
  record Parts(Optional<Integration> integration, String routeKey) {}

  /** What a request asks for, checked. */
  Parts plan(CreateApiRequest request) {
    if (request.target() == null) {
      return new Parts(Optional.empty(), "");
    }
    String routeKey = request.routeKey() == null ? RouteKey.DEFAULT : request.routeKey();
    RouteKey.parse(routeKey);
    Integration.Builder integration =
        Integration.builder()
            .apiGatewayManaged(true)
            .credentialsArn(request.credentialsArn())
            .connectionType(ConnectionType.INTERNET)
            .integrationId(ids.part());
    return new Parts(Optional.of(target(integration, request.target())), routeKey);
  }

  private static Integration target(Integration.Builder integration, String target) {
    boolean url = target.startsWith("http://") || target.startsWith("https://");
    Integration made =
        url
            ? integration
                .integrationType(IntegrationType.HTTP_PROXY)
                .integrationMethod(RouteKey.ANY)
                .payloadFormatVersion("1.0")
                .integrationUri(target)
                .timeoutInMillis(Integrations.LONGEST)
                .build()
            : integration
                .integrationType(IntegrationType.AWS_PROXY)
                .integrationMethod("POST")
                .payloadFormatVersion("2.0")
                .integrationUri(target)
                .timeoutInMillis(Integrations.LONGEST)
                .build();
    Integrations.check(made);
    return made;
  }

  /** Makes them. */
  void make(HttpApi api, Parts parts) {
    if (parts.integration().isEmpty()) {
      return;
    }
    Integration integration = parts.integration().get();
    Route route =
        Route.builder()
            .apiGatewayManaged(true)
            .apiKeyRequired(false)
            .authorizationType(AuthorizationType.NONE)
            .routeId(ids.part())
            .routeKey(parts.routeKey())
            .target("integrations/" + integration.integrationId())
            .build();
    Stage stage =
        Stage.builder()
            .apiGatewayManaged(true)
            .autoDeploy(true)
            .createdDate(clock.now())
            .lastUpdatedDate(clock.now())
            .defaultRouteSettings(RouteSettings.builder().detailedMetricsEnabled(false).build())
            .stageName(RouteKey.DEFAULT)
            .build();
    apis.change(
        api.place(),
        api.id(),
        made -> {
          apis.write(
              made,
              RowStore.write(Kinds.INTEGRATION, integration.integrationId(), integration),
              RowStore.write(Kinds.ROUTE, route.routeId(), route),
              RowStore.write(Kinds.STAGE, stage.stageName(), stage));
          return made;
        });
  }

  /** Gives an API that was made with a target another one, or another route. */
  void update(HttpApi api, UpdateApiRequest request) {
    if (request.target() == null
        && request.routeKey() == null
        && request.credentialsArn() == null) {
      return;
    }
    Integration integration =
        managed(apis.parts(api, Kinds.INTEGRATION), Integration::apiGatewayManaged);
    Route route = managed(apis.parts(api, Kinds.ROUTE), Route::apiGatewayManaged);
    Integration.Builder changed = integration.toBuilder();
    if (request.credentialsArn() != null) {
      changed.credentialsArn(request.credentialsArn());
    }
    Integration made =
        request.target() == null ? changed.build() : target(changed, request.target());
    String routeKey = request.routeKey() == null ? route.routeKey() : request.routeKey();
    RouteKey.parse(routeKey);
    Route moved = route.toBuilder().routeKey(routeKey).build();
    apis.write(
        api,
        RowStore.write(Kinds.INTEGRATION, made.integrationId(), made),
        RowStore.write(Kinds.ROUTE, moved.routeId(), moved));
  }

  /** Tells whether a part is managed. */
  private interface Managed<T> {
    @Nullable Boolean of(T part);
  }

  private static <T> T managed(List<T> parts, Managed<T> managed) {
    return parts.stream()
        .filter(part -> Boolean.TRUE.equals(managed.of(part)))
        .findFirst()
        .orElseThrow(() ->
            GatewayErrors.invalid("The API was not created by quick create: it has no target"));
  }
}
