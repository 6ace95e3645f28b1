package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHttpParameters;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionOAuthRequestParameters;

/** Tokens of OAuth's client credentials flow, fetched when needed and kept until they run out. */
final class OAuthTokens {
  private static final Duration DEFAULT_LIFE = Duration.ofHours(1);
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final HttpClient http;
  private final Clock clock;
  private final Map<String, Token> tokens = new ConcurrentHashMap<>();

  private record Token(String text, Instant until, long of) {}

  OAuthTokens(HttpClient http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /**
   * The token of a connection.
   *
   * @throws AwsException when the authorization server gives none
   */
  String token(ConnectionRow connection, CreateConnectionOAuthRequestParameters oauth) {
    Token known = tokens.get(connection.id());
    if (known != null
        && known.of() == connection.modified()
        && clock.now().isBefore(known.until())) {
      return known.text();
    }
    Token fresh = fetch(connection, oauth);
    tokens.put(connection.id(), fresh);
    return fresh.text();
  }

  /** Forgets a token that the endpoint does not take. */
  void forget(ConnectionRow connection) {
    tokens.remove(connection.id());
  }

  /** Forgets all. */
  void reset() {
    tokens.clear();
  }

  private Token fetch(ConnectionRow connection, CreateConnectionOAuthRequestParameters oauth) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("client_id", oauth.clientParameters().clientID());
    form.put("client_secret", oauth.clientParameters().clientSecret());
    ConnectionHttpParameters own = oauth.oAuthHttpParameters();
    Map<String, String> query = new LinkedHashMap<>();
    if (own != null) {
      own.bodyParameters().forEach(one -> form.put(one.key(), one.value()));
      own.queryStringParameters().forEach(one -> query.put(one.key(), one.value()));
    }
    String method = oauth.httpMethodAsString();
    boolean inQuery = method.equals("GET");
    if (inQuery) {
      query.putAll(form);
    }
    String url = oauth.authorizationEndpoint();
    if (!query.isEmpty()) {
      url += (url.contains("?") ? "&" : "?") + encoded(query);
    }
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(url));
      if (own != null) {
        own.headerParameters().forEach(one -> request.setHeader(one.key(), one.value()));
      }
    } catch (IllegalArgumentException e) {
      throw failed("it is no URL, or a header is none");
    }
    request
        .timeout(ApiCalls.TIMEOUT)
        .setHeader("Content-Type", "application/x-www-form-urlencoded")
        .method(
            method,
            inQuery
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(encoded(form)));
    HttpResponse<String> answer =
        exchange(http, request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw failed("it answered with HTTP status " + answer.statusCode());
    }
    return token(connection, answer.body());
  }

  private Token token(ConnectionRow connection, String body) {
    try {
      JsonNode tree = Event.JSON.readTree(body);
      String text = tree.path("access_token").asText();
      if (!text.isEmpty()) {
        Duration life =
            tree.path("expires_in").canConvertToLong()
                ? Duration.ofSeconds(tree.path("expires_in").asLong())
                : DEFAULT_LIFE;
        return new Token(text, clock.now().plus(life).minus(MARGIN), connection.modified());
      }
    } catch (JsonProcessingException e) {
      throw failed("its answer is not JSON");
    }
    throw failed("its answer has no access_token");
  }

  private static AwsException failed(String why) {
    return new AwsException(
        "ServiceUnavailable", 503, "The authorization endpoint gives no token: " + why + ".");
  }

  private static String encoded(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(@Nullable String text) {
    return URLEncoder.encode(text == null ? "" : text, StandardCharsets.UTF_8);
  }

  /** One exchange, with AWS's errors for what goes wrong on the way. */
  static <T> HttpResponse<T> exchange(
      HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (java.net.http.HttpTimeoutException e) {
      throw new AwsException("TIMEOUT", 504, "The endpoint did not answer in time.");
    } catch (IOException e) {
      throw new AwsException(
          "CONNECTION_FAILURE", 503, "The endpoint cannot be reached: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AwsException("INTERNAL_ERROR", 503, "The server is being stopped.");
    }
  }
}
