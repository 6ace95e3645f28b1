package dev.forebay.cognito;

import dev.forebay.cognito.UserRow.Code;
import dev.forebay.model.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RecoveryOptionNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RecoveryOptionType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifiedAttributeType;

/** Codes that prove that an address or number is the user's. Thread-safe. */
final class Codes {
  /** For the confirmation of a sign-up. */
  static final String SIGN_UP = "sign-up";

  /** For a password that was forgotten. */
  static final String RESET = "reset";

  private static final Duration LONG = Duration.ofHours(24);
  private static final Duration SHORT = Duration.ofHours(1);
  private static final int MOST_FAILURES = 5;

  private final Users users;
  private final Messages messages;
  private final Secrets secrets;
  private final Clock clock;

  Codes(Users users, Messages messages, Secrets secrets, Clock clock) {
    this.users = users;
    this.messages = messages;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** For the verification of an attribute. */
  static String verifying(String attribute) {
    return "verify:" + attribute;
  }

  /**
   * Keeps a new code for a purpose and sends it to a value of an attribute.
   *
   * @param attribute {@code email} or {@code phone_number}
   */
  CodeDeliveryDetailsType send(
      Pool pool,
      UserRow user,
      String purpose,
      String attribute,
      String to,
      Messages.Reason reason) {
    String code = secrets.code();
    Duration valid = purpose.equals(RESET) ? SHORT : LONG;
    users.update(
        pool,
        user.username(),
        row ->
            row.withCode(
                purpose,
                new Code(code, clock.now().plus(valid).toEpochMilli(), 0, attribute + "=" + to)));
    return messages.send(pool, user, reason, attribute, to, code);
  }

  /**
   * Holds a code against the one that was sent; a wrong one counts.
   *
   * @return the attribute and the value to which it was sent
   */
  Proven check(Pool pool, UserRow user, String purpose, @Nullable String given) {
    Code sent = user.codes().get(purpose);
    if (sent == null || clock.now().toEpochMilli() >= sent.expires()) {
      throw CognitoErrors.expiredCode();
    }
    if (sent.failures() >= MOST_FAILURES) {
      throw CognitoErrors.of(
          "LimitExceededException", "Attempt limit exceeded, please try after some time.");
    }
    if (given == null || !App.isSame(given, sent.value())) {
      users.update(
          pool,
          user.username(),
          row ->
              row.withCode(
                  purpose,
                  new Code(sent.value(), sent.expires(), sent.failures() + 1, sent.about())));
      throw CognitoErrors.mismatch();
    }
    int equals = sent.about().indexOf('=');
    return new Proven(sent.about().substring(0, equals), sent.about().substring(equals + 1));
  }

  /** What a code proves: that a value of an attribute is the user's. */
  record Proven(String attribute, String value) {
    /** The user with what was proven. */
    UserRow in(UserRow user) {
      return user.attribute(attribute).filter(value::equals).isPresent()
          ? user.withAttributes(java.util.Map.of(attribute + "_verified", "true"))
          : user;
    }
  }

  /** Where the code of a sign-up goes: what the pool verifies, the number first. */
  static Optional<String> signUpAttribute(Pool pool, UserRow user) {
    if (pool.verifies(VerifiedAttributeType.PHONE_NUMBER)
        && user.attribute("phone_number").isPresent()) {
      return Optional.of("phone_number");
    }
    return pool.verifies(VerifiedAttributeType.EMAIL) && user.attribute("email").isPresent()
        ? Optional.of("email")
        : Optional.empty();
  }

  /** Where the code for a forgotten password goes, by the pool's order of recovery. */
  static Optional<String> recoveryAttribute(Pool pool, UserRow user) {
    return pool.type().accountRecoverySetting().recoveryMechanisms().stream()
        .sorted(java.util.Comparator.comparing(RecoveryOptionType::priority))
        .map(RecoveryOptionType::name)
        .flatMap(name ->
            Optional.ofNullable(
                name == RecoveryOptionNameType.VERIFIED_EMAIL
                    ? "email"
                    : name == RecoveryOptionNameType.VERIFIED_PHONE_NUMBER ? "phone_number" : null)
                .stream())
        .filter(user::hasVerified)
        .findFirst();
  }
}
