package dev.forebay.proxy;

import dev.forebay.wire.protocol.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a configuration allows to the web page that a request comes from ("Creating and managing
 * Lambda function URLs", Cross-origin resource sharing; "Configure CORS for HTTP APIs"). Where
 * there is a configuration, it takes the place of what the function says. Immutable.
 *
 * @param rules the configuration
 * @param request the request's headers
 */
public record CrossOrigin(Rules rules, Headers request) {
  private static final String ANY = "*";
  private static final String SCHEME_ANY = "://*";
  private static final String PREFIX = "access-control-";

  /**
   * The configuration; a list that is empty was not given. Immutable.
   *
   * @param allowCredentials whether cookies may come along
   * @param allowHeaders request headers
   * @param allowMethods HTTP methods
   * @param allowOrigins origins
   * @param exposeHeaders response headers that scripts may read
   * @param maxAge seconds for which a preflight's answer may be kept
   */
  public record Rules(
      boolean allowCredentials,
      List<String> allowHeaders,
      List<String> allowMethods,
      List<String> allowOrigins,
      List<String> exposeHeaders,
      Optional<Integer> maxAge) {
    /** Copies the lists. */
    public Rules {
      allowHeaders = List.copyOf(allowHeaders);
      allowMethods = List.copyOf(allowMethods);
      allowOrigins = List.copyOf(allowOrigins);
      exposeHeaders = List.copyOf(exposeHeaders);
    }
  }

  /** Whether the request is a browser's question whether it may send another. */
  public boolean isPreflight(String method) {
    return method.equals("OPTIONS")
        && request.contains("Origin")
        && request.contains("Access-Control-Request-Method");
  }

  /** The headers of the answer to a preflight; none for an origin that is not allowed. */
  public Headers preflight() {
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
  public Headers applyTo(Headers answer) {
    Headers.Builder headers = Headers.builder();
    answer.forEach((name, value) -> {
      if (!name.toLowerCase(Locale.ROOT).startsWith(PREFIX)) {
        headers.add(name, value);
      }
    });
    if (allowOrigin(headers)) {
      if (!rules.exposeHeaders().isEmpty()) {
        headers.add("Access-Control-Expose-Headers", String.join(",", rules.exposeHeaders()));
      }
    }
    return headers.build();
  }

  private boolean allowOrigin(Headers.Builder answer) {
    Optional<String> origin = request.first("Origin");
    List<String> allowed = rules.allowOrigins();
    if (origin.isEmpty() || allowed.stream().noneMatch(one -> allows(one, origin.get()))) {
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

  // A pattern may leave the host open: https://*.
  private static boolean allows(String pattern, String origin) {
    String open = pattern.substring(0, Math.max(0, pattern.length() - 1));
    return pattern.equals(ANY)
        || pattern.equals(origin)
        || (pattern.endsWith(SCHEME_ANY) && origin.startsWith(open));
  }

  private Optional<String> list(List<String> allowed, String asked) {
    if (credentials() && allowed.contains(ANY)) {
      return request.first(asked);
    }
    return allowed.isEmpty() ? Optional.empty() : Optional.of(String.join(",", allowed));
  }

  private boolean credentials() {
    return rules.allowCredentials();
  }
}
