package dev.forebay.invocation.url;

import dev.forebay.function.url.UrlConfig.CorsRules;
import dev.forebay.wire.protocol.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a URL's configuration allows to the web page that a request comes from ("Creating and
 * managing Lambda function URLs", Cross-origin resource sharing). Where there is a configuration,
 * it takes the place of what the function says. Immutable.
 *
 * @param rules the configuration
 * @param request the request's headers
 */
record CrossOrigin(CorsRules rules, Headers request) {
  private static final String ANY = "*";
  private static final String PREFIX = "access-control-";

  /** Whether the request is a browser's question whether it may send another. */
  boolean isPreflight(String method) {
    return method.equals("OPTIONS")
        && request.contains("Origin")
        && request.contains("Access-Control-Request-Method");
  }

  /** The headers of the answer to a preflight; none for an origin that is not allowed. */
  Headers preflight() {
    Headers.Builder answer = Headers.builder();
    if (allowOrigin(answer)) {
      list(rules.allowMethods(), "Access-Control-Request-Method")
          .ifPresent(methods -> answer.add("Access-Control-Allow-Methods", methods));
      list(rules.allowHeaders(), "Access-Control-Request-Headers")
          .ifPresent(names -> answer.add("Access-Control-Allow-Headers", names));
      rules.maxAge().ifPresent(seconds -> answer.add("Access-Control-Max-Age", seconds.toString()));
    }
    return answer.build();
  }

  /** The headers of an answer to any other request: the function's without its own on this. */
  Headers applyTo(Headers answer) {
    Headers.Builder headers = Headers.builder();
    answer.forEach((name, value) -> {
      if (!name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
        headers.add(name, value);
      }
    });
    if (allowOrigin(headers)) {
      rules
          .exposeHeaders()
          .filter(names -> !names.isEmpty())
          .ifPresent(
              names -> headers.add("Access-Control-Expose-Headers", String.join(",", names)));
    }
    return headers.build();
  }

  private boolean allowOrigin(Headers.Builder answer) {
    Optional<String> origin = request.first("Origin");
    List<String> allowed = rules.allowOrigins().orElse(List.of());
    if (origin.isEmpty()
        || allowed.stream().noneMatch(one -> one.equals(ANY) || one.equals(origin.get()))) {
      return false;
    }
    // To a request with credentials a browser takes no wildcard for an answer.
    boolean anyone = allowed.contains(ANY) && !credentials();
    answer.add("Access-Control-Allow-Origin", anyone ? ANY : origin.get());
    if (!anyone) {
      answer.add("Vary", "Origin");
    }
    if (credentials()) {
      answer.add("Access-Control-Allow-Credentials", "true");
    }
    return true;
  }

  private Optional<String> list(Optional<List<String>> allowed, String asked) {
    if (credentials() && allowed.filter(names -> names.contains(ANY)).isPresent()) {
      return request.first(asked);
    }
    return allowed.filter(names -> !names.isEmpty()).map(names -> String.join(",", names));
  }

  private boolean credentials() {
    return rules.allowCredentials().orElse(false);
  }
}
