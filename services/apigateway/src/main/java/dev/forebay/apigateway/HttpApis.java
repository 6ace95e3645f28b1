package dev.forebay.apigateway;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.trace.TraceHeader;
import dev.forebay.proxy.Authorized;
import dev.forebay.proxy.CrossOrigin;
import dev.forebay.proxy.HttpAnswer;
import dev.forebay.proxy.Place;
import dev.forebay.proxy.ProxyRequest;
import dev.forebay.proxy.QueryStrings;
import dev.forebay.proxy.RequestBody;
import dev.forebay.wire.Caller;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.http.RawRoute;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;
import software.amazon.awssdk.services.apigatewayv2.model.IntegrationType;

/**
 * Serves HTTP APIs: by host, {@code ID.execute-api.REGION.ANYTHING}, and for clients that cannot
 * resolve such names by path, {@code /_forebay/api/ID/}. A request goes to a stage, is routed, let
 * in, and answered by an integration. Thread-safe.
 */
final class HttpApis {
  private static final String PATH = "/_forebay/api/";
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9]{10})\\.execute-api\\.([a-z0-9-]+)\\..+");
  private static final Pattern BELOW = Pattern.compile("([a-z0-9]{10})(/.*)?", Pattern.DOTALL);

  /** How large a body may be, in bytes ("Quotas for HTTP APIs"). */
  private static final int LARGEST = 10 * 1024 * 1024;

  private final Sites sites;
  private final Throttle throttle;
  private final Doorkeeper doorkeeper;
  private final FunctionIntegration functions;
  private final HttpIntegration servers;
  private final Clock clock;
  private final RandomGenerator random;

  HttpApis(
      Sites sites,
      Throttle throttle,
      Doorkeeper doorkeeper,
      FunctionIntegration functions,
      HttpIntegration servers,
      Clock clock,
      RandomGenerator random) {
    this.sites = sites;
    this.throttle = throttle;
    this.doorkeeper = doorkeeper;
    this.functions = functions;
    this.servers = servers;
    this.clock = clock;
    this.random = random;
  }

  List<RawRoute> routes() {
    return List.of(
        RawRoute.ofHosts(HOST, this::byHost),
        new RawRoute(PATH, RawRoute.Access.EVERYONE, this::byPath));
  }

  private void byHost(RawRequest request, RawResponse response) throws IOException {
    Matcher host =
        HOST.matcher(
            request
                .headers()
                .first("Host")
                .orElse("")
                .toLowerCase(Locale.ROOT)
                .replaceFirst(":\\d+$", ""));
    Optional<Sites.Served> api =
        host.matches()
            ? sites
                .find(host.group(1))
                .filter(found -> found.api().place().region().value().equals(host.group(2)))
            : Optional.empty();
    serve(api, request, request.rawPath(), response);
  }

  private void byPath(RawRequest request, RawResponse response) throws IOException {
    Matcher path = BELOW.matcher(request.rawPath().substring(PATH.length()));
    Optional<Sites.Served> api = path.matches() ? sites.find(path.group(1)) : Optional.empty();
    String below = api.isEmpty() || path.group(2) == null ? "/" : path.group(2);
    serve(api, request, below, response);
  }

  private void serve(Optional<Sites.Served> api, RawRequest http, String path, RawResponse response)
      throws IOException {
    Optional<Bytes> body = RequestBody.read(http, LARGEST);
    Optional<Site> site =
        api.filter(found -> !Boolean.TRUE.equals(found.api().type().disableExecuteApiEndpoint()))
            .flatMap(found -> stage(found, path));
    Optional<CrossOrigin> crossOrigin =
        site.flatMap(Site::crossOrigin).map(rules -> new CrossOrigin(rules, http.headers()));
    if (crossOrigin.filter(rules -> rules.isPreflight(http.method())).isPresent()) {
      Headers allowed = crossOrigin.get().preflight();
      response.send(204, identified(allowed, http), Bytes.EMPTY);
      return;
    }
    HttpAnswer answer =
        site.isEmpty()
            ? GatewayAnswer.NOT_FOUND
            : body.isEmpty() ? GatewayAnswer.TOO_LARGE : answer(site.get(), http, path, body.get());
    Headers headers = answer.headers();
    Headers shared = crossOrigin.map(rules -> rules.applyTo(headers)).orElse(headers);
    response.send(answer.status(), identified(shared, http), answer.body());
  }

  private static Headers identified(Headers headers, RawRequest http) {
    return Headers.builder()
        .addAll(headers)
        .set("apigw-requestid", http.requestId().value())
        .build();
  }

  // The stage that the first segment names, or else the one without a name.
  private static Optional<Site> stage(Sites.Served api, String path) {
    int end = path.indexOf('/', 1);
    String first = QueryStrings.decodePath(path.substring(1, end < 0 ? path.length() : end));
    Site named = first.equals(RouteKey.DEFAULT) ? null : api.stages().get(first);
    return Optional.ofNullable(named)
        .or(() -> Optional.ofNullable(api.stages().get(RouteKey.DEFAULT)));
  }

  private HttpAnswer answer(Site site, RawRequest http, String path, Bytes body) {
    String below = below(site, path);
    Optional<RouteTable.Match> match = site.routes().find(http.method(), below);
    if (match.isEmpty()) {
      return GatewayAnswer.NOT_FOUND;
    }
    Visit visit =
        new Visit(
            site,
            match.get().route(),
            below,
            request(site, match.get(), http, path, body),
            new Caller.Anonymous());
    if (!throttle.admits(visit)) {
      return GatewayAnswer.THROTTLED;
    }
    return switch (doorkeeper.admit(visit)) {
      case Entry.Refused(HttpAnswer refusal) -> refusal;
      case Entry.Admitted(Visit admitted) -> integrate(admitted);
    };
  }

  private static String below(Site site, String path) {
    if (site.isDefault()) {
      return path;
    }
    int end = path.indexOf('/', 1);
    return end < 0 ? "/" : path.substring(end);
  }

  private ProxyRequest request(
      Site site, RouteTable.Match match, RawRequest http, String path, Bytes body) {
    TraceHeader trace =
        TraceHeader.of(http.headers().first("X-Amzn-Trace-Id"), clock.now(), random);
    HttpApi api = site.api();
    return new ProxyRequest(
        http,
        path,
        body,
        new Place(
            api.place().account().value(),
            api.id(),
            api.host(http.endpoint()),
            site.stage().stageName(),
            match.route().routeKey()),
        match.parameters(),
        site.variables(),
        new Authorized.Anybody(),
        clock.now(),
        trace.root());
  }

  private HttpAnswer integrate(Visit visit) {
    Optional<Integration> integration =
        RouteOperations.integration(visit.route()).map(id -> visit.site().integrations().get(id));
    if (integration.isEmpty()) {
      return GatewayAnswer.FAILED;
    }
    return integration.get().integrationType() == IntegrationType.HTTP_PROXY
        ? servers.answer(visit, integration.get())
        : functions.answer(visit, integration.get());
  }
}
