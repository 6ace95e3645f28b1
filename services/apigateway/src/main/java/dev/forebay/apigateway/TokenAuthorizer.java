package dev.forebay.apigateway;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.forebay.model.Clock;
import dev.forebay.proxy.Authorized;
import dev.forebay.proxy.HttpAnswer;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.Authorizer;

/**
 * Lets in the bearers of tokens ("Control access to HTTP APIs with JWT authorizers"): signed with
 * RSA by a key that the issuer publishes, for one of the audiences, within their time on the clock,
 * and with one of the route's scopes. Thread-safe.
 *
 * @param issuers know the keys
 * @param clock what time it is for tokens
 */
record TokenAuthorizer(Issuers issuers, Clock clock) {
  private static final String BEARER = "bearer ";
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512);

  /** A token that is not good enough, in the words of the answer's header. */
  private static final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String description) {
      super(description, null, false, false);
    }
  }

  Entry admit(Visit visit, Authorizer authorizer) {
    Optional<String> token =
        IdentitySource.parse(authorizer.identitySource().getFirst())
            .of(visit.request())
            .map(TokenAuthorizer::bare);
    if (token.isEmpty()) {
      return refused(GatewayAnswer.UNAUTHORIZED, "Bearer");
    }
    List<String> wanted = orNone(visit.route().authorizationScopes());
    String scopes = "Bearer scope=\"" + String.join(" ", wanted) + "\" ";
    try {
      SignedJWT jwt = SignedJWT.parse(token.get());
      checkSignature(jwt, authorizer.jwtConfiguration().issuer());
      checkClaims(jwt.getJWTClaimsSet(), authorizer);
      if (!wanted.isEmpty() && wanted.stream().noneMatch(scopes(jwt.getJWTClaimsSet())::contains)) {
        return refused(
            GatewayAnswer.FORBIDDEN,
            scopes
                + "error=\"insufficient_scope\""
                + " error_description=\"the token does not have a required scope\"");
      }
      Authorized bearer =
          new Authorized.ByToken(
              claims(jwt), wanted.isEmpty() ? Optional.empty() : Optional.of(wanted));
      return new Entry.Admitted(visit.as(visit.request().as(bearer), visit.caller()));
    } catch (ParseException e) {
      return invalid(scopes, "the token could not be parsed");
    } catch (Invalid | Issuers.Unreachable e) {
      return invalid(scopes, String.valueOf(e.getMessage()));
    }
  }

  private static Entry invalid(String scopes, String description) {
    return refused(
        GatewayAnswer.UNAUTHORIZED,
        scopes + "error=\"invalid_token\" error_description=\"" + description + "\"");
  }

  private static Entry refused(HttpAnswer answer, String challenge) {
    return new Entry.Refused(GatewayAnswer.with(answer, "www-authenticate", challenge));
  }

  private static String bare(String value) {
    return value.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? value.substring(BEARER.length()).strip()
        : value.strip();
  }

  private static List<String> orNone(@Nullable List<String> list) {
    return list == null ? List.of() : list;
  }

  private void checkSignature(SignedJWT jwt, String issuer) throws Invalid, Issuers.Unreachable {
    JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
    if (!ALGORITHMS.contains(algorithm)) {
      throw new Invalid("signing method " + plain(algorithm.getName()) + " is invalid");
    }
    Optional<JWK> key = issuers.key(issuer, jwt.getHeader().getKeyID());
    try {
      if (key.isEmpty()
          || !(key.get() instanceof RSAKey rsa)
          || !jwt.verify(new RSASSAVerifier(rsa))) {
        throw new Invalid("the signature of the token is not valid");
      }
    } catch (JOSEException e) {
      throw new Invalid("the signature of the token is not valid");
    }
  }

  // It comes from a stranger, and goes into a header.
  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9_+.-]", "");
  }

  private void checkClaims(JWTClaimsSet claims, Authorizer authorizer)
      throws Invalid, ParseException {
    Instant now = clock.now();
    if (!authorizer.jwtConfiguration().issuer().equals(claims.getIssuer())) {
      throw new Invalid("the token was issued by another issuer");
    }
    List<String> audience =
        claims.getAudience().isEmpty()
            ? List.of(Optional.ofNullable(claims.getStringClaim("client_id")).orElse(""))
            : claims.getAudience();
    if (audience.stream().noneMatch(authorizer.jwtConfiguration().audience()::contains)) {
      throw new Invalid("the token does not have a valid audience");
    }
    if (!isBefore(now, claims.getExpirationTime())) {
      throw new Invalid("the token has expired");
    }
    if (isBefore(now, claims.getNotBeforeTime())) {
      throw new Invalid("the token is not valid yet");
    }
    if (isBefore(now, claims.getIssueTime())) {
      throw new Invalid("the token is used before it was issued");
    }
  }

  private static boolean isBefore(Instant now, @Nullable Date bound) {
    return bound != null && now.isBefore(bound.toInstant());
  }

  private static Set<String> scopes(JWTClaimsSet claims) {
    Set<String> scopes = new HashSet<>();
    for (String name : List.of("scope", "scp")) {
      Object value = claims.getClaim(name);
      if (value instanceof List<?> list) {
        list.forEach(one -> scopes.add(String.valueOf(one)));
      } else if (value != null) {
        scopes.addAll(List.of(value.toString().split(" ", -1)));
      }
    }
    return scopes;
  }

  // All as texts; a list in brackets, as recorded of AWS.
  private static Map<String, String> claims(SignedJWT jwt) {
    Map<String, String> claims = new TreeMap<>();
    jwt.getPayload()
        .toJSONObject()
        .forEach((name, value) -> {
          if (value instanceof List<?> list) {
            claims.put(
                name,
                list.stream().map(String::valueOf).collect(Collectors.joining(" ", "[", "]")));
          } else if (value instanceof Map<?, ?> object) {
            claims.put(name, Kinds.JSON.valueToTree(object).toString());
          } else if (value != null) {
            claims.put(name, value.toString());
          }
        });
    return claims;
  }
}
