package dev.forebay.cognito;

import dev.forebay.model.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;

/** Refresh tokens: used, exchanged for others, revoked ("Refresh tokens"). Thread-safe. */
final class Refresh {
  private final Users users;
  private final Tokens tokens;
  private final Tickets tickets;
  private final Clock clock;

  Refresh(Users users, Tokens tokens, Tickets tickets, Clock clock) {
    this.users = users;
    this.tokens = tokens;
    this.tickets = tickets;
    this.clock = clock;
  }

  /** New tokens for a refresh token of the client. */
  AuthenticationResultType use(App app, String token, Map<String, String> metadata) {
    RefreshRow row = find(app, token);
    if (row.replaced() > 0 && clock.now().toEpochMilli() >= row.replaced()) {
      users.find(app.pool(), row.username()).ifPresent(user -> end(app, user, row.origin()));
      throw CognitoErrors.of("RefreshTokenReuseException", "Refresh Token has been reused");
    }
    UserRow user = users.find(app.pool(), row.username()).orElseThrow(Refresh::revoked);
    if (!user.enabled()) {
      throw CognitoErrors.notAuthorized("User is disabled.");
    }
    if (Tokens.isRevoked(user, row.origin())) {
      throw revoked();
    }
    AuthenticationResultType fresh =
        tokens.renew(
            app,
            user,
            new Tokens.SignedIn(
                row.origin(), Instant.ofEpochMilli(row.authTime()), row.scopes(), null),
            "RefreshTokens",
            metadata);
    if (!app.rotates()) {
      return fresh;
    }
    if (row.replaced() == 0) {
      tickets.replace(
          app.pool(),
          Kinds.REFRESH,
          token,
          row.replacedUntil(clock.now().plus(app.rotationGrace()).toEpochMilli()));
    }
    return fresh.toBuilder()
        .refreshToken(tokens.refreshToken(app, row.replacedUntil(0), Tickets.expiry(token)))
        .build();
  }

  /** Holds a hash of the user's name, or of one of its aliases, against the client's secret. */
  void checkHash(App app, String token, @Nullable String hash) {
    RefreshRow row = find(app, token);
    app.checkSecretHash(row.username(), hash);
  }

  private RefreshRow find(App app, String token) {
    return tickets
        .find(app.pool(), Kinds.REFRESH, token)
        .filter(row -> row.app().equals(app.id()))
        .orElseThrow(() -> CognitoErrors.notAuthorized("Invalid Refresh Token"));
  }

  private static RuntimeException revoked() {
    return CognitoErrors.notAuthorized("Refresh Token has been revoked");
  }

  /** Ends the sign-in of a refresh token, if it is one of the client's. */
  void revoke(App app, @Nullable String token) {
    Optional<RefreshRow> row =
        tickets.find(app.pool(), Kinds.REFRESH, token).filter(one -> one.app().equals(app.id()));
    row.ifPresent(one -> {
      tickets.remove(app.pool(), Kinds.REFRESH, String.valueOf(token));
      users.find(app.pool(), one.username()).ifPresent(user -> end(app, user, one.origin()));
    });
  }

  private void end(App app, UserRow user, String origin) {
    long now = clock.now().toEpochMilli();
    long until = now + app.refreshValidity().toMillis() + app.accessValidity().toMillis();
    users.update(app.pool(), user.username(), row -> row.revoking(origin, until, now));
  }
}
