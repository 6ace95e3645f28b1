package dev.forebay.cognito;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.forebay.model.Clock;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;

/**
 * Makes ID, access and refresh tokens, and reads access tokens ("Understanding user pool JSON web
 * tokens"). Thread-safe.
 */
final class Tokens {
  /** The scope of those who signed in by the API; the operations of a user's own ask for it. */
  static final String SELF = "aws.cognito.signin.user.admin";

  private final Pools pools;
  private final Users users;
  private final PoolKeys keys;
  private final TokenShaping shaping;
  private final Tickets tickets;
  private final Secrets secrets;
  private final URI endpoint;
  private final Clock clock;

  Tokens(
      Pools pools,
      Users users,
      PoolKeys keys,
      TokenShaping shaping,
      Tickets tickets,
      Secrets secrets,
      URI endpoint,
      Clock clock) {
    this.pools = pools;
    this.users = users;
    this.keys = keys;
    this.shaping = shaping;
    this.tickets = tickets;
    this.secrets = secrets;
    this.endpoint = endpoint;
    this.clock = clock;
  }

  /** Who a pool's tokens say they are from. */
  String issuer(Pool pool) {
    return endpoint.getScheme() + "://" + endpoint.getRawAuthority() + "/" + pool.id();
  }

  /**
   * A sign-in.
   *
   * @param origin its id
   * @param time when it was
   * @param scopes of its access tokens
   * @param nonce that its ID token repeats; null without
   */
  record SignedIn(String origin, Instant time, List<String> scopes, @Nullable String nonce) {
    SignedIn {
      scopes = List.copyOf(scopes);
    }
  }

  /** A sign-in by the API, now. */
  SignedIn signIn(UserRow user) {
    return signIn(user, clock.now(), List.of(SELF), null);
  }

  /** A sign-in; its id tells that it is later than all that were ended. */
  SignedIn signIn(UserRow user, Instant time, List<String> scopes, @Nullable String nonce) {
    long begun = Math.max(clock.now().toEpochMilli(), user.signedOut() + 1);
    return new SignedIn(secrets.timedUuid(begun), time, scopes, nonce);
  }

  /** Tokens for a sign-in, a refresh token among them. */
  AuthenticationResultType issue(
      App app, UserRow user, SignedIn signedIn, String source, Map<String, String> metadata) {
    return renew(app, user, signedIn, source, metadata).toBuilder()
        .refreshToken(refreshToken(app, user, signedIn))
        .build();
  }

  /** A refresh token for a sign-in. */
  String refreshToken(App app, UserRow user, SignedIn signedIn) {
    return refreshToken(
        app,
        new RefreshRow(
            app.id(),
            user.username(),
            signedIn.origin(),
            signedIn.time().toEpochMilli(),
            signedIn.scopes(),
            0),
        clock.now().plus(app.refreshValidity()));
  }

  /** A refresh token in the place of another. */
  String refreshToken(App app, RefreshRow row, Instant expires) {
    return tickets.put(app.pool(), Kinds.REFRESH, expires, row);
  }

  /** Tokens for a sign-in, without a refresh token. */
  AuthenticationResultType renew(
      App app, UserRow user, SignedIn signedIn, String source, Map<String, String> metadata) {
    TokenShaping.Shape shape =
        shaping.shape(app, user, signedIn, groups(app, user), source, metadata);
    String event = secrets.uuid();
    AuthenticationResultType.Builder result =
        AuthenticationResultType.builder()
            .accessToken(access(app, user, signedIn, shape, event))
            .expiresIn((int) app.accessValidity().toSeconds())
            .tokenType("Bearer");
    if (signedIn.scopes().contains("openid") || signedIn.scopes().equals(List.of(SELF))) {
      result.idToken(id(app, user, signedIn, shape, event));
    }
    return result.build();
  }

  private List<GroupType> groups(App app, UserRow user) {
    return Groups.of(pools.store(), app.pool(), user);
  }

  private String access(
      App app, UserRow user, SignedIn signedIn, TokenShaping.Shape shape, String event) {
    Map<String, Object> claims = new TreeMap<>();
    claims.put("client_id", app.id());
    claims.put("version", 2);
    claims.put("username", user.username());
    if (!shape.groups().isEmpty()) {
      claims.put("cognito:groups", shape.groups());
    }
    common(claims, user, signedIn, "access", event);
    claims.put("scope", String.join(" ", shape.scopes()));
    shape.access().apply(claims);
    return sign(app.pool(), claims, app.accessValidity());
  }

  private String id(
      App app, UserRow user, SignedIn signedIn, TokenShaping.Shape shape, String event) {
    Map<String, Object> claims = new TreeMap<>();
    user.everything()
        .forEach((name, value) -> {
          if (app.mayRead(name)) {
            claims.put(name, name.endsWith("_verified") ? (Object) value.equals("true") : value);
          }
        });
    claims.put("aud", app.id());
    claims.put("cognito:username", user.username());
    if (signedIn.nonce() != null) {
      claims.put("nonce", signedIn.nonce());
    }
    if (!shape.groups().isEmpty()) {
      claims.put("cognito:groups", shape.groups());
    }
    if (!shape.roles().isEmpty()) {
      claims.put("cognito:roles", shape.roles());
    }
    shape.preferredRole().ifPresent(role -> claims.put("cognito:preferred_role", role));
    common(claims, user, signedIn, "id", event);
    shape.id().apply(claims);
    return sign(app.pool(), claims, app.idValidity());
  }

  private static void common(
      Map<String, Object> claims, UserRow user, SignedIn signedIn, String use, String event) {
    claims.put("sub", user.sub());
    claims.put("origin_jti", signedIn.origin());
    claims.put("event_id", event);
    claims.put("token_use", use);
    claims.put("auth_time", signedIn.time().getEpochSecond());
  }

  /** The access token of a client that calls for itself. */
  String forClient(App app, List<String> scopes) {
    Map<String, Object> claims = new TreeMap<>();
    claims.put("sub", app.id());
    claims.put("client_id", app.id());
    claims.put("version", 2);
    claims.put("token_use", "access");
    claims.put("auth_time", clock.now().getEpochSecond());
    claims.put("scope", String.join(" ", scopes));
    return sign(app.pool(), claims, app.accessValidity());
  }

  private String sign(Pool pool, Map<String, Object> claims, Duration valid) {
    Instant now = clock.now();
    JWTClaimsSet.Builder set = new JWTClaimsSet.Builder();
    claims.forEach(set::claim);
    set.issuer(issuer(pool))
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(valid)))
        .jwtID(secrets.uuid());
    RSAKey key = keys.of(pool);
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), set.build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  /**
   * Who shows an access token.
   *
   * @param pool the user's
   * @param user as it is now
   * @param app the client's id
   * @param origin the id of the sign-in
   * @param scopes of the token
   */
  record Bearer(Pool pool, UserRow user, String app, String origin, List<String> scopes) {
    Bearer {
      scopes = List.copyOf(scopes);
    }
  }

  /** Who shows an access token that lets its user act for himself. */
  Bearer self(@Nullable String token) {
    Bearer bearer = bearer(token);
    if (!bearer.scopes().contains(SELF)) {
      throw CognitoErrors.notAuthorized("Access Token does not have required scopes");
    }
    return bearer;
  }

  /** Who shows an access token, whatever its scopes. */
  Bearer bearer(@Nullable String token) {
    SignedJWT parsed = parse(token);
    try {
      JWTClaimsSet claims = parsed.getJWTClaimsSet();
      Pool pool = pool(claims).orElseThrow(Tokens::invalid);
      if (!isOurs(pool, parsed) || !"access".equals(claims.getStringClaim("token_use"))) {
        throw invalid();
      }
      if (!clock.now().isBefore(claims.getExpirationTime().toInstant())) {
        throw CognitoErrors.notAuthorized("Access Token has expired");
      }
      String username = Optional.ofNullable(claims.getStringClaim("username")).orElse("");
      UserRow user = users.find(pool, username).orElseThrow(CognitoErrors::noUser);
      String origin = Optional.ofNullable(claims.getStringClaim("origin_jti")).orElse("");
      if (!user.enabled()) {
        throw CognitoErrors.notAuthorized("User is disabled.");
      }
      if (isRevoked(user, origin)) {
        throw CognitoErrors.notAuthorized("Access Token has been revoked");
      }
      String scope = Optional.ofNullable(claims.getStringClaim("scope")).orElse("");
      return new Bearer(
          pool,
          user,
          Optional.ofNullable(claims.getStringClaim("client_id")).orElse(""),
          origin,
          List.of(scope.split(" ", -1)));
    } catch (ParseException e) {
      throw invalid();
    }
  }

  private static SignedJWT parse(@Nullable String token) {
    try {
      return SignedJWT.parse(token == null ? "" : token);
    } catch (ParseException e) {
      throw CognitoErrors.notAuthorized("Could not verify signature for Access Token");
    }
  }

  private static RuntimeException invalid() {
    return CognitoErrors.notAuthorized("Invalid Access Token");
  }

  private Optional<Pool> pool(JWTClaimsSet claims) {
    String issuer = claims.getIssuer() == null ? "" : claims.getIssuer();
    return pools
        .find(issuer.substring(issuer.lastIndexOf('/') + 1))
        .filter(pool -> issuer.equals(issuer(pool)));
  }

  private boolean isOurs(Pool pool, SignedJWT token) {
    try {
      return JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())
          && token.verify(new RSASSAVerifier(keys.of(pool).toRSAPublicKey()));
    } catch (JOSEException e) {
      return false;
    }
  }

  /** Whether a sign-in was revoked, or ended with all of the user's. */
  static boolean isRevoked(UserRow user, String origin) {
    return user.revoked().containsKey(origin)
        || Secrets.timeOf(origin).filter(time -> time > user.signedOut()).isEmpty();
  }
}
