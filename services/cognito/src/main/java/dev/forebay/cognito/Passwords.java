package dev.forebay.cognito;

import dev.forebay.cognito.UserRow.Password;
import dev.forebay.cognito.UserRow.Tries;
import dev.forebay.cognito.UserRow.Verifier;
import dev.forebay.model.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordPolicyType;

/**
 * Passwords: what a policy takes, what is kept of them, and how often they may be guessed. No
 * password is kept, only a verifier of it. Thread-safe.
 */
final class Passwords {
  private static final String SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";
  private static final int FREE_TRIES = 5;
  private static final int LONGEST_LOCK_SECONDS = 900;

  private final Users users;
  private final Secrets secrets;
  private final Clock clock;

  Passwords(Users users, Secrets secrets, Clock clock) {
    this.users = users;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Refuses what the pool's policy does not take ("Adding user pool password requirements"). */
  static void check(Pool pool, @Nullable String password) {
    PasswordPolicyType policy = pool.passwordPolicy();
    String text = password == null ? "" : password;
    if (text.length() < policy.minimumLength()) {
      throw weak("Password not long enough");
    }
    if (text.length() > 256) {
      throw weak("Password too long");
    }
    need(policy.requireNumbers(), text.chars().anyMatch(Character::isDigit), "numeric");
    need(
        policy.requireSymbols(),
        text.chars().anyMatch(c -> SYMBOLS.indexOf(c) >= 0) || text.strip().indexOf(' ') > 0,
        "symbol");
    need(policy.requireUppercase(), text.chars().anyMatch(Character::isUpperCase), "uppercase");
    need(policy.requireLowercase(), text.chars().anyMatch(Character::isLowerCase), "lowercase");
  }

  private static void need(@Nullable Boolean required, boolean there, String kind) {
    if (Boolean.TRUE.equals(required) && !there) {
      throw weak("Password must have " + kind + " characters");
    }
  }

  private static RuntimeException weak(String why) {
    return CognitoErrors.of(
        "InvalidPasswordException", "Password did not conform with policy: " + why);
  }

  /**
   * What is kept of a new password.
   *
   * @param name under which the user signs in by SRP
   * @param old what was kept before
   * @throws dev.forebay.wire.AwsException for one of the latest, where the policy remembers them
   */
  Password make(Pool pool, String name, String password, @Nullable Password old) {
    List<Verifier> earlier = old == null ? List.of() : old.all();
    Integer size = pool.passwordPolicy().passwordHistorySize();
    int remembered = size == null ? 0 : size;
    for (Verifier one : earlier.subList(0, Math.min(remembered, earlier.size()))) {
      if (matches(pool, name, password, one)) {
        throw CognitoErrors.of(
            "PasswordHistoryPolicyViolationException",
            "Password has previously been used. Please choose another password.");
      }
    }
    String salt = HexFormat.of().formatHex(secrets.bytes(Srp.SALT_BYTES));
    return new Password(
        salt,
        Srp.verifier(pool.shortName(), name, password, salt),
        clock.now().toEpochMilli(),
        earlier);
  }

  /** Whether it is the user's password. */
  static boolean matches(Pool pool, UserRow user, String password) {
    return user.password() != null
        && matches(pool, user.username(), password, user.password().current());
  }

  private static boolean matches(Pool pool, String name, String password, Verifier kept) {
    return App.isSame(Srp.verifier(pool.shortName(), name, password, kept.salt()), kept.verifier());
  }

  /** Refuses a user who has guessed too often lately ("Sign-in attempts", lockout behavior). */
  void checkTries(UserRow user) {
    if (clock.now().toEpochMilli() < user.tries().lockedUntil()) {
      throw CognitoErrors.notAuthorized("Password attempts exceeded");
    }
  }

  /** Notes how a sign-in went. */
  void note(Pool pool, UserRow user, Outcome outcome) {
    if (outcome == Outcome.RIGHT && user.tries().equals(Tries.NONE)) {
      return;
    }
    users.update(
        pool,
        user.username(),
        row -> row.withTries(outcome == Outcome.RIGHT ? Tries.NONE : next(row.tries())));
  }

  /** How a sign-in went. */
  enum Outcome {
    RIGHT,
    WRONG
  }

  // After five failures a second, and twice as long after each further one, up to 15 minutes.
  private Tries next(Tries tries) {
    int failures = tries.failures() + 1;
    if (failures < FREE_TRIES) {
      return new Tries(failures, 0);
    }
    long seconds = Math.min(LONGEST_LOCK_SECONDS, 1L << Math.min(20, failures - FREE_TRIES));
    return new Tries(failures, clock.now().plus(Duration.ofSeconds(seconds)).toEpochMilli());
  }

  /** Gives a user a password that the policy takes. */
  UserRow set(Pool pool, UserRow user, @Nullable String password, String status) {
    check(pool, password);
    Password made =
        make(pool, user.username(), Optional.ofNullable(password).orElse(""), user.password());
    return users.update(pool, user.username(), row -> row.withPassword(made).withStatus(status));
  }
}
