package dev.forebay.apigateway;

import dev.forebay.proxy.CrossOrigin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.Stage;

/**
 * A stage as it is served: what its deployment has, made ready. Immutable.
 *
 * @param api the API
 * @param stage the stage
 * @param routes which requests go where
 * @param integrations by their ids
 * @param authorizers by their ids
 * @param crossOrigin what is allowed to pages of other origins, if anything is said about it
 */
record Site(
    HttpApi api,
    Stage stage,
    RouteTable routes,
    Map<String, Integration> integrations,
    Map<String, Authorizer> authorizers,
    Optional<CrossOrigin.Rules> crossOrigin) {
  Site {
    integrations = Map.copyOf(integrations);
    authorizers = Map.copyOf(authorizers);
  }

  static Site of(HttpApi api, Stage stage, Snapshot snapshot) {
    return new Site(
        api,
        stage,
        new RouteTable(snapshot.readRoutes()),
        byId(snapshot.readIntegrations(), Integration::integrationId),
        byId(snapshot.readAuthorizers(), Authorizer::authorizerId),
        CrossOrigins.rules(snapshot.readApi().corsConfiguration()));
  }

  private static <T> Map<String, T> byId(List<T> all, Function<T, String> id) {
    return all.stream().collect(Collectors.toMap(id, one -> one));
  }

  boolean isDefault() {
    return stage.stageName().equals(RouteKey.DEFAULT);
  }

  Map<String, String> variables() {
    Map<String, String> variables = stage.stageVariables();
    return variables == null ? Map.of() : variables;
  }

  /** A text with the stage's variables in it; one that there is not stands for nothing. */
  String fill(@Nullable String text) {
    String filled = text == null ? "" : text;
    for (Map.Entry<String, String> variable : variables().entrySet()) {
      filled = filled.replace("${stageVariables." + variable.getKey() + "}", variable.getValue());
    }
    return filled.replaceAll("\\$\\{stageVariables\\.[A-Za-z0-9_]+}", "");
  }
}
