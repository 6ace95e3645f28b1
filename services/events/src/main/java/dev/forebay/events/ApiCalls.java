package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHttpParameters;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.Target;

/**
 * Calls API destinations: signs in as the connection says, and sends the event. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html">API
 *     destinations as targets</a>
 */
final class ApiCalls implements AutoCloseable {
  /** AWS's action for it, no operation of its API: the target's role must be allowed it. */
  static final String OPERATION = "InvokeApiDestination";

  /** "A request to an API destination endpoint has a maximum client execution timeout of 5 s." */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Statuses that are tried again, besides those from 500 on. */
  private static final Set<Integer> RETRIED = Set.of(401, 407, 409, 429);

  /** Headers that the HTTP client sets itself. */
  private static final Set<String> RESTRICTED =
      Set.of("host", "content-length", "connection", "expect", "upgrade", "transfer-encoding");

  private final ConnectionOperations connections;
  private final DestinationOperations destinations;
  private final OAuthTokens tokens;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(TIMEOUT)
          .build();

  ApiCalls(ConnectionOperations connections, DestinationOperations destinations, Clock clock) {
    this.connections = connections;
    this.destinations = destinations;
    this.tokens = new OAuthTokens(http, clock);
  }

  /** What is sent besides the body. Confined to one thread. */
  private record Parameters(Map<String, String> headers, Map<String, String> query) {}

  PutEventsResponse call(CallContext context, Target target) {
    AccountRegion place = context.place();
    DestinationRow destination = destination(place, target.arn());
    ConnectionRow connection = connection(place, destination);
    CreateConnectionAuthRequestParameters auth = ConnectionAuth.read(connection);
    Parameters parameters =
        new Parameters(new TreeMap<>(String.CASE_INSENSITIVE_ORDER), new LinkedHashMap<>());
    parameters.headers().put("Content-Type", "application/json; charset=utf-8");
    parameters.headers().put("User-Agent", "Amazon/EventBridge/ApiDestinations");
    parameters.headers().putAll(target.httpParameters().headerParameters());
    parameters.query().putAll(target.httpParameters().queryStringParameters());
    String body = add(auth.invocationHttpParameters(), parameters, target.input());
    signIn(connection, auth, parameters);
    URI uri = uri(destination, target.httpParameters().pathParameterValues(), parameters.query());
    int status = send(destination.method(), uri, parameters.headers(), body);
    if (status == 401) {
      tokens.forget(connection);
    }
    if (status < 200 || status > 299) {
      throw new AwsException(
          status == 429 || RETRIED.contains(status) ? "ThrottlingException" : "ERROR_FROM_TARGET",
          status >= 500 ? 502 : 400,
          "The endpoint answered with HTTP status " + status + ".");
    }
    return PutEventsResponse.builder().failedEntryCount(0).build();
  }

  private DestinationRow destination(AccountRegion place, String arn) {
    return Arn.parse(arn)
        .map(parsed -> parsed.resource().split("/", -1))
        .filter(parts -> parts.length == 3)
        .flatMap(
            parts -> destinations.find(place, parts[1]).filter(row -> row.id().equals(parts[2])))
        .orElseThrow(() -> EventsErrors.notFound("API destination " + arn + " does not exist."));
  }

  private ConnectionRow connection(AccountRegion place, DestinationRow destination) {
    String name = Arn.parse(destination.connectionArn()).orElseThrow().resource().split("/", -1)[1];
    return connections
        .find(place, name)
        .filter(row -> row.state().equals("AUTHORIZED"))
        .orElseThrow(
            () -> EventsErrors.notFound("Connection " + name + " is gone or not authorized."));
  }

  private void signIn(
      ConnectionRow connection, CreateConnectionAuthRequestParameters auth, Parameters parameters) {
    switch (connection.type()) {
      case "BASIC" ->
          parameters
              .headers()
              .put(
                  "Authorization",
                  "Basic "
                      + Base64.getEncoder()
                          .encodeToString(
                              (auth.basicAuthParameters().username()
                                      + ":"
                                      + auth.basicAuthParameters().password())
                                  .getBytes(StandardCharsets.UTF_8)));
      case "API_KEY" ->
          parameters
              .headers()
              .put(
                  auth.apiKeyAuthParameters().apiKeyName(),
                  auth.apiKeyAuthParameters().apiKeyValue());
      default ->
          parameters
              .headers()
              .put("Authorization", "Bearer " + tokens.token(connection, auth.oAuthParameters()));
    }
  }

  /**
   * Adds a connection's own parameters, which win over the target's; answers the body with them.
   */
  private static String add(ConnectionHttpParameters own, Parameters parameters, String body) {
    if (own == null) {
      return body;
    }
    own.headerParameters().forEach(one -> parameters.headers().put(one.key(), one.value()));
    own.queryStringParameters().forEach(one -> parameters.query().put(one.key(), one.value()));
    if (own.bodyParameters().isEmpty()) {
      return body;
    }
    try {
      JsonNode tree = Event.JSON.readTree(body);
      if (tree instanceof ObjectNode object) {
        own.bodyParameters().forEach(one -> object.put(one.key(), one.value()));
        return object.toString();
      }
    } catch (JsonProcessingException e) {
      throw new AwsException(
          "INVALID_JSON", 400, "The body is not JSON: " + e.getOriginalMessage());
    }
    return body;
  }

  private static URI uri(DestinationRow destination, List<String> path, Map<String, String> query) {
    StringBuilder url = new StringBuilder();
    int used = 0;
    for (char c : destination.endpoint().toCharArray()) {
      if (c == '*' && used < path.size()) {
        url.append(encode(path.get(used++)).replace("+", "%20"));
      } else {
        url.append(c);
      }
    }
    List<String> pairs = new ArrayList<>();
    query.forEach((key, value) -> pairs.add(encode(key) + "=" + encode(value)));
    if (!pairs.isEmpty()) {
      url.append(url.indexOf("?") < 0 ? '?' : '&').append(String.join("&", pairs));
    }
    try {
      return URI.create(url.toString());
    } catch (IllegalArgumentException e) {
      throw new AwsException("INVALID_PARAMETER", 400, "The endpoint is no URL: " + url);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private int send(String method, URI uri, Map<String, String> headers, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .method(
                method,
                method.equals("GET") || method.equals("HEAD")
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    headers.entrySet().stream()
        .filter(header -> !RESTRICTED.contains(header.getKey().toLowerCase(java.util.Locale.ROOT)))
        .forEach(header -> setHeader(request, header.getKey(), header.getValue()));
    return OAuthTokens.exchange(http, request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static void setHeader(HttpRequest.Builder request, String name, String value) {
    try {
      request.setHeader(name, value);
    } catch (IllegalArgumentException e) {
      throw new AwsException("INVALID_PARAMETER", 400, "No header: " + name);
    }
  }

  /** Forgets all tokens. */
  void reset() {
    tokens.reset();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
