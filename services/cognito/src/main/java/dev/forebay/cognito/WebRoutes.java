package dev.forebay.cognito;

import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.http.RawRoute;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the pool and the page of a request from the web: below the pool's id, as issuers of tokens
 * are named, or by the name of the pool's domain ({@code DOMAIN.auth.REGION.localhost}).
 * Thread-safe.
 */
final class WebRoutes {
  /** Below a pool's id, which is no bucket's name: it has an underscore. */
  private static final Pattern BY_POOL = Pattern.compile("/([a-z]{2}(?:-[a-z]+)+-\\d_\\w+)(/.*)");

  private static final Pattern BY_DOMAIN =
      Pattern.compile("([a-z0-9-]+)\\.auth\\.([a-z0-9-]+)\\.localhost");

  private final Pools pools;
  private final Domains domains;
  private final WellKnown wellKnown;
  private final Pages pages;

  /** What is served beside what is well known. */
  record Pages(SignInPage signIn, TokenEndpoint tokens, UserInfo userInfo) {}

  WebRoutes(Pools pools, Domains domains, WellKnown wellKnown, Pages pages) {
    this.pools = pools;
    this.domains = domains;
    this.wellKnown = wellKnown;
    this.pages = pages;
  }

  List<RawRoute> routes() {
    return List.of(
        RawRoute.ofPaths(BY_POOL, this::byPool), RawRoute.ofHosts(BY_DOMAIN, this::byDomain));
  }

  private void byPool(RawRequest request, RawResponse response) throws IOException {
    Matcher path = BY_POOL.matcher(request.rawPath());
    Optional<Pool> pool = path.matches() ? pools.find(path.group(1)) : Optional.empty();
    WebAnswer answer =
        pool.isEmpty()
            ? WebAnswer.notFound()
            : answer(pool.get(), "/" + pool.get().id(), path.group(2), request);
    answer.send(response);
  }

  private void byDomain(RawRequest request, RawResponse response) throws IOException {
    String name =
        request
            .headers()
            .first("Host")
            .orElse("")
            .toLowerCase(Locale.ROOT)
            .replaceFirst(":\\d+$", "");
    Matcher host = BY_DOMAIN.matcher(name);
    Optional<Pool> pool =
        host.matches()
            ? domains
                .find(host.group(1))
                .filter(found -> found.arn().region().equals(host.group(2)))
            : Optional.empty();
    WebAnswer answer =
        pool.isEmpty() ? WebAnswer.notFound() : answer(pool.get(), "", request.rawPath(), request);
    answer.send(response);
  }

  private WebAnswer answer(Pool pool, String base, String page, RawRequest request)
      throws IOException {
    String query = request.rawQuery();
    boolean posted = request.method().equals("POST");
    if (request.method().equals("OPTIONS")) {
      return preflight();
    }
    WebForm form = WebForm.read(request);
    return switch (page) {
      case "/.well-known/jwks.json" -> WebAnswer.json(200, wellKnown.keysOf(pool));
      case "/.well-known/openid-configuration" ->
          WebAnswer.json(200, wellKnown.configuration(pool));
      case "/oauth2/authorize" -> pages.signIn().authorize(pool, form, base, query);
      case "/login" ->
          posted
              ? pages.signIn().signIn(pool, form, base, query)
              : pages.signIn().form(pool, form, base, query);
      case "/logout" -> pages.signIn().leave(pool, form, base, query);
      case "/oauth2/token" ->
          posted ? pages.tokens().give(pool, form) : WebAnswer.error("invalid_request");
      case "/oauth2/revoke" ->
          posted ? pages.tokens().revoke(pool, form) : WebAnswer.error("invalid_request");
      case "/oauth2/userInfo" -> pages.userInfo().tell(pool, form);
      default -> WebAnswer.notFound();
    };
  }

  // Pages of any origin may ask for tokens: what they show is a code or a secret of their own.
  private static WebAnswer preflight() {
    return new WebAnswer(
        200,
        Headers.of(
            "Access-Control-Allow-Origin", "*",
            "Access-Control-Allow-Methods", "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers", "authorization, content-type"),
        "");
  }
}
