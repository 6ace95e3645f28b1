package dev.forebay.cognito;

import dev.forebay.cognito.AuthOutcome.Challenged;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;

/**
 * Where a browser comes to sign in, and goes from with a code or tokens ("Authorize endpoint",
 * "Login endpoint"): one plain form. Who has to choose a password or give a second factor is told
 * to do so by the API. Thread-safe.
 */
final class SignInPage {
  private static final Duration CODE_VALID = Duration.ofMinutes(5);
  private static final Set<String> OPEN = Set.of("openid", "email", "phone", "profile");

  private final Pools pools;
  private final SignIn signIn;
  private final SecondFactors factors;
  private final Tokens tokens;
  private final Tickets tickets;
  private final Clock clock;

  SignInPage(Pools pools, SignIn signIn, SignIn.Parts parts, Clock clock) {
    this.pools = pools;
    this.signIn = signIn;
    this.factors = parts.factors();
    this.tokens = parts.tokens();
    this.tickets = parts.tickets();
    this.clock = clock;
  }

  /**
   * What an app asks for.
   *
   * @param app the client
   * @param redirect where the browser goes then
   * @param scopes that were asked for
   * @param implicit whether tokens are asked for, and no code
   */
  private record Asked(App app, String redirect, List<String> scopes, boolean implicit) {}

  /** Sends the browser to the form. */
  WebAnswer authorize(Pool pool, WebForm form, String base, String rawQuery) {
    Optional<WebAnswer> wrong = wrong(pool, form);
    return wrong.isPresent() ? wrong.get() : WebAnswer.redirect(base + "/login?" + rawQuery);
  }

  /** Shows the form. */
  WebAnswer form(Pool pool, WebForm form, String base, String rawQuery) {
    Optional<WebAnswer> wrong = wrong(pool, form);
    return wrong.isPresent() ? wrong.get() : page(base + "/login?" + rawQuery, "");
  }

  /** Takes the form. */
  WebAnswer signIn(Pool pool, WebForm form, String base, String rawQuery) {
    Optional<WebAnswer> wrong = wrong(pool, form);
    if (wrong.isPresent()) {
      return wrong.get();
    }
    Asked asked = asked(pool, form).orElseThrow();
    String here = base + "/login?" + rawQuery;
    try {
      UserRow user =
          signIn.checked(
              asked.app(),
              form.field("username").orElse(""),
              form.field("password").orElse(""),
              Map.of());
      if (user.status().equals(UserRow.FORCE_CHANGE_PASSWORD)) {
        return page(here, "The temporary password must be changed by the API first.");
      }
      Optional<AuthOutcome> factor = factors.next(asked.app(), user, Map.of());
      if (factor.isPresent() && factor.get() instanceof Challenged challenge) {
        return page(here, "This page cannot ask for " + challenge.name() + ".");
      }
      signIn.tell(asked.app(), user, Map.of());
      return WebAnswer.redirect(
          asked.implicit() ? implicit(asked, user, form) : code(asked, user, form));
    } catch (AwsException e) {
      return page(here, e.text());
    }
  }

  private String code(Asked asked, UserRow user, WebForm form) {
    String code =
        tickets.put(
            asked.app().pool(),
            Kinds.GRANT,
            clock.now().plus(CODE_VALID),
            new Grant(
                asked.app().id(),
                user.username(),
                asked.redirect(),
                asked.scopes(),
                form.asked("code_challenge").orElse(null),
                form.asked("nonce").orElse(null),
                clock.now().toEpochMilli()));
    return asked.redirect()
        + (asked.redirect().contains("?") ? "&" : "?")
        + "code="
        + WebForm.encode(code)
        + state(form);
  }

  private String implicit(Asked asked, UserRow user, WebForm form) {
    AuthenticationResultType result =
        tokens.renew(
            asked.app(),
            user,
            tokens.signIn(user, clock.now(), asked.scopes(), form.asked("nonce").orElse(null)),
            "HostedAuth",
            Map.of());
    return asked.redirect()
        + "#access_token="
        + result.accessToken()
        + (result.idToken() == null ? "" : "&id_token=" + result.idToken())
        + "&token_type=Bearer&expires_in="
        + result.expiresIn()
        + state(form);
  }

  private static String state(WebForm form) {
    return form.asked("state").map(state -> "&state=" + WebForm.encode(state)).orElse("");
  }

  private Optional<Asked> asked(Pool pool, WebForm form) {
    Optional<App> app =
        form.asked("client_id")
            .flatMap(pools::findApp)
            .filter(one -> one.pool().id().equals(pool.id()));
    if (app.isEmpty()) {
      return Optional.empty();
    }
    String redirect =
        form.asked("redirect_uri")
            .or(() -> Optional.ofNullable(app.get().type().defaultRedirectURI()))
            .orElse("");
    if (!app.get().type().callbackURLs().contains(redirect)) {
      return Optional.empty();
    }
    List<String> scopes =
        form.asked("scope")
            .map(text -> List.of(text.split(" ", -1)))
            .orElse(app.get().type().allowedOAuthScopes());
    return Optional.of(
        new Asked(
            app.get(), redirect, scopes, form.asked("response_type").equals(Optional.of("token"))));
  }

  // What is wrong with the client or its address is told here; what is wrong with the rest is told
  // to the app, at its address.
  private Optional<WebAnswer> wrong(Pool pool, WebForm form) {
    Optional<Asked> found = asked(pool, form);
    if (found.isEmpty()) {
      return Optional.of(
          WebAnswer.html(400, shell("<p>The client or its redirect_uri is not known.</p>")));
    }
    Asked asked = found.get();
    List<String> faults = new ArrayList<>();
    String type = form.asked("response_type").orElse("");
    if (!type.equals("code") && !type.equals("token")) {
      faults.add("unsupported_response_type");
    }
    OAuthFlowType flow = asked.implicit() ? OAuthFlowType.IMPLICIT : OAuthFlowType.CODE;
    if (!Boolean.TRUE.equals(asked.app().type().allowedOAuthFlowsUserPoolClient())
        || !asked.app().type().allowedOAuthFlows().contains(flow)) {
      faults.add("unauthorized_client");
    }
    boolean open = asked.scopes().stream().anyMatch(OPEN::contains);
    if (!asked.app().type().allowedOAuthScopes().containsAll(asked.scopes())
        || (open && !asked.scopes().contains("openid"))) {
      faults.add("invalid_scope");
    }
    if (form.asked("code_challenge").isPresent()
        && !form.asked("code_challenge_method").equals(Optional.of("S256"))) {
      faults.add("invalid_request");
    }
    return faults.isEmpty()
        ? Optional.empty()
        : Optional.of(
            WebAnswer.redirect(
                asked.redirect()
                    + (asked.redirect().contains("?") ? "&" : "?")
                    + "error="
                    + faults.getFirst()
                    + state(form)));
  }

  /** Ends a visit ("Logout endpoint"): sends the browser where the client has it go. */
  WebAnswer leave(Pool pool, WebForm form, String base, String rawQuery) {
    Optional<App> app =
        form.asked("client_id")
            .flatMap(pools::findApp)
            .filter(one -> one.pool().id().equals(pool.id()));
    Optional<String> to = form.asked("logout_uri");
    if (app.isPresent() && to.isPresent() && app.get().type().logoutURLs().contains(to.get())) {
      return WebAnswer.redirect(to.get());
    }
    return app.isPresent() && to.isEmpty() && form.asked("redirect_uri").isPresent()
        ? WebAnswer.redirect(base + "/login?" + rawQuery)
        : WebAnswer.html(400, shell("<p>The client or its logout_uri is not known.</p>"));
  }

  private static WebAnswer page(String action, String fault) {
    String told = fault.isEmpty() ? "" : "<p role=\"alert\">" + escape(fault) + "</p>";
    return WebAnswer.html(
        fault.isEmpty() ? 200 : 400,
        shell(
            told
                + "<form method=\"post\" action=\""
                + escape(action)
                + "\"><p><label>Username <input name=\"username\" autocomplete=\"username\""
                + " required></label></p><p><label>Password <input name=\"password\""
                + " type=\"password\" autocomplete=\"current-password\" required></label></p>"
                + "<p><button>Sign in</button></p></form>"));
  }

  private static String shell(String body) {
    return "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign in</title>"
        + "<body style=\"font:1rem sans-serif;max-width:20rem;margin:4rem auto\"><h1>Sign in</h1>"
        + body
        + "</body></html>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
