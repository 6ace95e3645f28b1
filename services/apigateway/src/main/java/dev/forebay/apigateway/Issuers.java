package dev.forebay.apigateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.forebay.model.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys of issuers, found by their OpenID configuration. They are kept for two hours, as AWS
 * keeps them; a key that is not among them is looked for again, once in ten seconds at most.
 * Thread-safe.
 */
final class Issuers {
  private static final Duration KEPT = Duration.ofHours(2);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LARGEST = 1 << 20;
  private static final int MOST = 1_000;

  private final Clock clock;
  private final OutgoingHttp http;
  private final Map<String, Keys> known = new ConcurrentHashMap<>();

  Issuers(OutgoingHttp http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  private record Keys(JWKSet keys, Instant read) {}

  /** An issuer could not be asked; the message is for the answer's header. */
  static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1;

    Unreachable(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * A key of an issuer, if it has it.
   *
   * @param id the key's, as the token names it
   * @throws Unreachable when the issuer does not say
   */
  Optional<JWK> key(String issuer, @Nullable String id) throws Unreachable {
    if (id == null) {
      return Optional.empty();
    }
    Instant now = clock.now();
    Keys keys = known.get(issuer);
    if (keys == null || isOlder(keys, now, KEPT)) {
      keys = read(issuer, now);
    } else if (keys.keys().getKeyByKeyId(id) == null && isOlder(keys, now, PAUSE)) {
      keys = read(issuer, now);
    }
    return Optional.ofNullable(keys.keys().getKeyByKeyId(id));
  }

  private static boolean isOlder(Keys keys, Instant now, Duration age) {
    return keys.read().plus(age).isBefore(now);
  }

  private Keys read(String issuer, Instant now) throws Unreachable {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String configuration =
        get(
            base + "/.well-known/openid-configuration",
            "OIDC discovery endpoint communication error");
    try {
      String uri = Kinds.JSON.readTree(configuration).path("jwks_uri").asText("");
      Keys keys = new Keys(JWKSet.parse(get(uri, "JWKS communication error")), now);
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(issuer, keys);
      return keys;
    } catch (JsonProcessingException | ParseException e) {
      throw new Unreachable("the issuer's configuration is not valid");
    }
  }

  private String get(String url, String failure) throws Unreachable {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
      HttpResponse<InputStream> answer =
          http.client().send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() == 200) {
          return new String(body.readNBytes(LARGEST), StandardCharsets.UTF_8);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new Unreachable(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Unreachable(failure);
  }

  /** Forgets all keys. */
  void reset() {
    known.clear();
  }
}
