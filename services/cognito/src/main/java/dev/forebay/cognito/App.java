package dev.forebay.cognito;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.FeatureType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PreventUserExistenceErrorTypes;
import software.amazon.awssdk.services.cognitoidentityprovider.model.TimeUnitsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * An app client of a pool, and what its settings mean. Immutable.
 *
 * @param pool its pool
 * @param type as AWS describes it
 */
record App(Pool pool, UserPoolClientType type) {
  private static final List<String> DEFAULT_FLOWS =
      List.of("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH");

  String id() {
    return type.clientId();
  }

  boolean allows(String flow) {
    List<String> flows =
        type.explicitAuthFlows().isEmpty() ? DEFAULT_FLOWS : type.explicitAuthFlowsAsStrings();
    return flows.contains("ALLOW_" + flow)
        || flows.contains(flow)
        || switch (flow) {
          case "CUSTOM_AUTH" -> flows.contains("CUSTOM_AUTH_FLOW_ONLY");
          case "ADMIN_USER_PASSWORD_AUTH" -> flows.contains("ADMIN_NO_SRP_AUTH");
          // A client with flows of the old kind has the others as well.
          case "REFRESH_TOKEN_AUTH", "USER_SRP_AUTH" ->
              flows.stream().noneMatch(one -> one.startsWith("ALLOW_"))
                  && (flow.startsWith("REFRESH") || !flows.contains("CUSTOM_AUTH_FLOW_ONLY"));
          default -> false;
        };
  }

  /** Whether it must not be told who is a user and who is not. */
  boolean hidesUsers() {
    return type.preventUserExistenceErrors() == PreventUserExistenceErrorTypes.ENABLED;
  }

  boolean revokes() {
    return !Boolean.FALSE.equals(type.enableTokenRevocation());
  }

  boolean rotates() {
    return type.refreshTokenRotation() != null
        && type.refreshTokenRotation().feature() == FeatureType.ENABLED;
  }

  /** For how long an earlier refresh token may be used again after its rotation. */
  Duration rotationGrace() {
    Integer seconds = type.refreshTokenRotation().retryGracePeriodSeconds();
    return Duration.ofSeconds(seconds == null ? 0 : seconds);
  }

  /** How long a challenge may be answered. */
  Duration sessionValidity() {
    return Duration.ofMinutes(type.authSessionValidity() == null ? 3 : type.authSessionValidity());
  }

  Duration accessValidity() {
    TimeUnitsType unit =
        type.tokenValidityUnits() == null ? null : type.tokenValidityUnits().accessToken();
    return validity(type.accessTokenValidity(), unit, Duration.ofHours(1), TimeUnitsType.HOURS);
  }

  Duration idValidity() {
    TimeUnitsType unit =
        type.tokenValidityUnits() == null ? null : type.tokenValidityUnits().idToken();
    return validity(type.idTokenValidity(), unit, Duration.ofHours(1), TimeUnitsType.HOURS);
  }

  Duration refreshValidity() {
    TimeUnitsType unit =
        type.tokenValidityUnits() == null ? null : type.tokenValidityUnits().refreshToken();
    return validity(type.refreshTokenValidity(), unit, Duration.ofDays(30), TimeUnitsType.DAYS);
  }

  private static Duration validity(
      @Nullable Integer amount, @Nullable TimeUnitsType unit, Duration none, TimeUnitsType usual) {
    if (amount == null || amount == 0) {
      return none;
    }
    return switch (unit == null ? usual : unit) {
      case SECONDS -> Duration.ofSeconds(amount);
      case MINUTES -> Duration.ofMinutes(amount);
      case HOURS -> Duration.ofHours(amount);
      case DAYS -> Duration.ofDays(amount);
      case UNKNOWN_TO_SDK_VERSION -> none;
    };
  }

  /** Whether it may set an attribute. */
  boolean mayWrite(String attribute) {
    return type.writeAttributes().isEmpty() || type.writeAttributes().contains(attribute);
  }

  /** Whether its tokens and answers may tell an attribute. */
  boolean mayRead(String attribute) {
    return type.readAttributes().isEmpty()
        || attribute.equals("sub")
        || type.readAttributes().contains(attribute)
        || (attribute.endsWith("_verified")
            && type.readAttributes()
                .contains(attribute.substring(0, attribute.length() - "_verified".length())));
  }

  /**
   * Holds the hash against the client's secret ("Computing secret hash values").
   *
   * @param username as the request spells it
   */
  void checkSecretHash(String username, @Nullable String hash) {
    if (type.clientSecret() == null) {
      return;
    }
    if (hash == null) {
      throw CognitoErrors.notAuthorized(
          "Client " + id() + " is configured with secret but SECRET_HASH was not received");
    }
    if (!isSame(hash, secretHash(username))) {
      throw CognitoErrors.notAuthorized("Unable to verify secret hash for client " + id());
    }
  }

  /** Holds the secret itself against the client's. */
  boolean hasSecret(@Nullable String secret) {
    return type.clientSecret() == null
        ? secret == null || secret.isEmpty()
        : secret != null && isSame(secret, type.clientSecret());
  }

  private String secretHash(String username) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(type.clientSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal((username + id()).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
