package dev.forebay.cognito;

import dev.forebay.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;

/**
 * Gives tokens for codes, refresh tokens and clients' secrets ("Token endpoint", {@code
 * /oauth2/token}). Thread-safe.
 */
final class TokenEndpoint {
  private final Pools pools;
  private final Users users;
  private final Tokens tokens;
  private final Tickets tickets;
  private final Refresh refresh;

  TokenEndpoint(Pools pools, SignIn.Parts parts, Refresh refresh) {
    this.pools = pools;
    this.users = parts.users();
    this.tokens = parts.tokens();
    this.tickets = parts.tickets();
    this.refresh = refresh;
  }

  WebAnswer give(Pool pool, WebForm form) {
    Optional<WebForm.Claimed> claimed = form.client();
    if (claimed.isEmpty() || form.field("grant_type").isEmpty()) {
      return WebAnswer.error("invalid_request");
    }
    Optional<App> app = app(pool, claimed.get());
    if (app.isEmpty()) {
      return WebAnswer.error("invalid_client");
    }
    try {
      return switch (form.field("grant_type").get()) {
        case "authorization_code" -> byCode(app.get(), form);
        case "refresh_token" -> byRefreshToken(app.get(), form);
        case "client_credentials" -> bySecret(app.get(), form);
        default -> WebAnswer.error("unsupported_grant_type");
      };
    } catch (AwsException e) {
      // A function that fails, and a user who may not any more, give no tokens either.
      return WebAnswer.error("invalid_grant");
    }
  }

  /** The client, if it is of the pool and knows its secret. */
  Optional<App> app(Pool pool, WebForm.Claimed claimed) {
    return pools
        .findApp(claimed.id())
        .filter(one -> one.pool().id().equals(pool.id()))
        .filter(one -> one.hasSecret(claimed.secret()));
  }

  private WebAnswer byCode(App app, WebForm form) {
    Optional<Grant> grant =
        tickets
            .take(app.pool(), Kinds.GRANT, form.field("code").orElse(""))
            .filter(one -> one.app().equals(app.id()))
            .filter(one -> one.redirect().equals(form.field("redirect_uri").orElse("")))
            .filter(one -> isProven(one.challenge(), form.field("code_verifier")));
    Optional<UserRow> user =
        grant.flatMap(one -> users.find(app.pool(), one.username())).filter(UserRow::enabled);
    if (user.isEmpty()) {
      return WebAnswer.error("invalid_grant");
    }
    Grant given = grant.get();
    return answer(
        tokens.issue(
            app,
            user.get(),
            tokens.signIn(
                user.get(), Instant.ofEpochMilli(given.authTime()), given.scopes(), given.nonce()),
            "HostedAuth",
            Map.of()));
  }

  private static boolean isProven(@Nullable String challenge, Optional<String> verifier) {
    if (challenge == null) {
      return true;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(verifier.orElse("").getBytes(StandardCharsets.US_ASCII));
      return App.isSame(challenge, Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private WebAnswer byRefreshToken(App app, WebForm form) {
    Optional<String> token = form.field("refresh_token");
    return token.isEmpty()
        ? WebAnswer.error("invalid_request")
        : answer(refresh.use(app, token.get(), Map.of()));
  }

  private WebAnswer bySecret(App app, WebForm form) {
    if (!app.type().allowedOAuthFlows().contains(OAuthFlowType.CLIENT_CREDENTIALS)
        || app.type().clientSecret() == null) {
      return WebAnswer.error("unauthorized_client");
    }
    List<String> allowed = app.type().allowedOAuthScopes();
    List<String> wanted =
        form.field("scope").map(text -> List.of(text.split(" ", -1))).orElse(allowed);
    if (!allowed.containsAll(wanted)) {
      return WebAnswer.error("invalid_scope");
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", tokens.forClient(app, wanted));
    answer.put("expires_in", app.accessValidity().toSeconds());
    answer.put("token_type", "Bearer");
    return WebAnswer.json(200, answer);
  }

  private static WebAnswer answer(AuthenticationResultType result) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (result.idToken() != null) {
      answer.put("id_token", result.idToken());
    }
    answer.put("access_token", result.accessToken());
    if (result.refreshToken() != null) {
      answer.put("refresh_token", result.refreshToken());
    }
    answer.put("expires_in", result.expiresIn());
    answer.put("token_type", result.tokenType());
    return WebAnswer.json(200, answer);
  }

  /** Ends the sign-in of a refresh token ("Revoke endpoint", {@code /oauth2/revoke}). */
  WebAnswer revoke(Pool pool, WebForm form) {
    Optional<WebForm.Claimed> claimed = form.client();
    if (claimed.isEmpty() || form.field("token").isEmpty()) {
      return WebAnswer.error("invalid_request");
    }
    Optional<App> app = app(pool, claimed.get());
    if (app.isEmpty()) {
      return WebAnswer.error("invalid_client");
    }
    if (!app.get().revokes()) {
      return WebAnswer.error("invalid_request");
    }
    if (form.field("token").get().chars().filter(c -> c == '.').count() == 2) {
      return WebAnswer.error("unsupported_token_type");
    }
    refresh.revoke(app.get(), form.field("token").get());
    return WebAnswer.json(200, "");
  }
}
