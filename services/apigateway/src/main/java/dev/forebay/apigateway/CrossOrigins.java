package dev.forebay.apigateway;

import dev.forebay.proxy.CrossOrigin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Cors;

/**
 * What an API's configuration allows to pages of other origins ("Configure CORS for HTTP APIs").
 */
final class CrossOrigins {
  private static final String ANY = "*";

  private CrossOrigins() {}

  /** Refuses a configuration that a browser would not take. */
  static void check(@Nullable Cors cors) {
    if (cors == null || !Boolean.TRUE.equals(cors.allowCredentials())) {
      return;
    }
    if (cors.allowOrigins().contains(ANY)) {
      throw GatewayErrors.invalid(
          "Invalid CORS configuration: allowCredentials cannot be true when allowOrigins contains"
              + " *");
    }
  }

  /** The configuration, if there is one. */
  static Optional<CrossOrigin.Rules> rules(@Nullable Cors cors) {
    return Optional.ofNullable(cors)
        .map(given ->
            new CrossOrigin.Rules(
                Boolean.TRUE.equals(given.allowCredentials()),
                orNone(given.allowHeaders()),
                orNone(given.allowMethods()),
                orNone(given.allowOrigins()),
                orNone(given.exposeHeaders()),
                Optional.ofNullable(given.maxAge())));
  }

  private static List<String> orNone(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }
}
