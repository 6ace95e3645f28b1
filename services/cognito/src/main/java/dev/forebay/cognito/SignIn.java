package dev.forebay.cognito;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.forebay.cognito.AuthOutcome.Challenged;
import dev.forebay.cognito.CustomAuth.Standing;
import dev.forebay.cognito.Session.Round;
import dev.forebay.cognito.Triggers.Question;
import dev.forebay.model.Clock;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The flows by which a sign-in begins, and how it ends ("Authentication flows"). Thread-safe. */
final class SignIn {
  private final Users users;
  private final Passwords passwords;
  private final Admission admission;
  private final SecondFactors factors;
  private final CustomAuth custom;
  private final Tokens tokens;
  private final Tickets tickets;
  private final Triggers triggers;
  private final Secrets secrets;
  private final Clock clock;

  /** What a sign-in needs of the pool's users. */
  record Parts(
      Users users,
      Passwords passwords,
      Admission admission,
      SecondFactors factors,
      CustomAuth custom,
      Tokens tokens,
      Tickets tickets) {}

  SignIn(Parts parts, Triggers triggers, Secrets secrets, Clock clock) {
    this.users = parts.users();
    this.passwords = parts.passwords();
    this.admission = parts.admission();
    this.factors = parts.factors();
    this.custom = parts.custom();
    this.tokens = parts.tokens();
    this.tickets = parts.tickets();
    this.triggers = triggers;
    this.secrets = secrets;
    this.clock = clock;
  }

  static String required(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null || value.isEmpty()) {
      throw CognitoErrors.missing(name);
    }
    return value;
  }

  /** By name and password. */
  AuthOutcome byPassword(App app, Map<String, String> parameters, Map<String, String> validation) {
    String name = required(parameters, "USERNAME");
    String password = required(parameters, "PASSWORD");
    app.checkSecretHash(name, parameters.get("SECRET_HASH"));
    return afterPassword(app, checked(app, name, password, validation), Map.of());
  }

  /** The user of that name, if this is the password and nothing else stands against it. */
  UserRow checked(App app, String name, String password, Map<String, String> validation) {
    Pool pool = app.pool();
    Optional<UserRow> found = users.find(pool, name);
    if (found.isEmpty()) {
      found = admission.migrate(app, name, password, "Authentication", validation, Map.of());
    }
    if (found.isEmpty()) {
      if (app.hidesUsers()) {
        admission.ask(app, name, found, validation);
      }
      throw Admission.unknown(app);
    }
    UserRow user = found.get();
    passwords.checkTries(user);
    Admission.checkState(user);
    admission.ask(app, name, found, validation);
    if (!Passwords.matches(pool, user, password)) {
      passwords.note(pool, user, Passwords.Outcome.WRONG);
      throw CognitoErrors.wrongPassword();
    }
    passwords.note(pool, user, Passwords.Outcome.RIGHT);
    return user;
  }

  /** What follows when the password was right. */
  AuthOutcome afterPassword(App app, UserRow user, Map<String, String> metadata) {
    if (user.status().equals(UserRow.FORCE_CHANGE_PASSWORD)) {
      return newPassword(app, user);
    }
    return factors
        .next(app, user, metadata)
        .orElseGet(() -> finish(app, user, "Authentication", metadata));
  }

  private AuthOutcome newPassword(App app, UserRow user) {
    Duration valid = Duration.ofDays(app.pool().temporaryDays());
    if (user.password() != null
        && clock.now().toEpochMilli() >= user.password().since() + valid.toMillis()) {
      throw CognitoErrors.notAuthorized(
          "Temporary password has expired and must be reset by an administrator.");
    }
    Map<String, String> told = new TreeMap<>(user.attributes());
    List<String> missing =
        Schema.of(app.pool()).attributes().stream()
            .filter(rule -> Boolean.TRUE.equals(rule.required()) && !rule.name().equals("sub"))
            .map(rule -> rule.name())
            .filter(name -> !told.containsKey(name))
            .map(name -> "userAttributes." + name)
            .toList();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("USER_ID_FOR_SRP", user.username());
    parameters.put("requiredAttributes", json(missing));
    parameters.put("userAttributes", json(told));
    return new Challenged(
        "NEW_PASSWORD_REQUIRED",
        parameters,
        tickets.put(
            app.pool(),
            Kinds.SESSION,
            clock.now().plus(app.sessionValidity()),
            Session.of(app, user.username(), "NEW_PASSWORD_REQUIRED", "")));
  }

  static String json(Object value) {
    try {
      return Triggers.JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The end of a sign-in: its function is told, and there are tokens. */
  AuthOutcome finish(App app, UserRow user, String source, Map<String, String> metadata) {
    tell(app, user, metadata);
    return new AuthOutcome.SignedIn(tokens.issue(app, user, tokens.signIn(user), source, metadata));
  }

  /** Tells the pool's function that somebody has signed in. */
  void tell(App app, UserRow user, Map<String, String> metadata) {
    triggers.ask(
        app.pool(),
        Trigger.POST_AUTHENTICATION,
        Question.about(user, app.id(), "PostAuthentication_Authentication")
            .tell("newDeviceUsed", false)
            .tellGiven("clientMetadata", metadata));
  }

  /** By a proof of the password. */
  AuthOutcome bySrp(App app, Map<String, String> parameters, Map<String, String> validation) {
    String name = required(parameters, "USERNAME");
    String a = publicValue(parameters);
    app.checkSecretHash(name, parameters.get("SECRET_HASH"));
    Optional<UserRow> user = users.find(app.pool(), name);
    if (user.isEmpty() && !app.hidesUsers()) {
      throw CognitoErrors.noUser();
    }
    user.ifPresent(one -> {
      passwords.checkTries(one);
      Admission.checkState(one);
    });
    admission.ask(app, name, user, validation);
    return srpChallenge(app, name, user, a, List.of(), false);
  }

  private static String publicValue(Map<String, String> parameters) {
    String a = required(parameters, "SRP_A");
    if (!Srp.isPublicValue(a)) {
      throw CognitoErrors.invalid("Invalid SRP_A value.");
    }
    return a;
  }

  private Challenged srpChallenge(
      App app,
      String name,
      Optional<UserRow> user,
      String a,
      List<Round> rounds,
      boolean byFunctions) {
    String salt =
        user.flatMap(one -> Optional.ofNullable(one.password()))
            .map(UserRow.Password::salt)
            .orElseGet(() -> HexFormat.of().formatHex(secrets.bytes(Srp.SALT_BYTES)));
    // Somebody who is not there has a password that nobody knows.
    String verifier =
        user.flatMap(one -> Optional.ofNullable(one.password()))
            .map(UserRow.Password::verifier)
            .orElseGet(() -> HexFormat.of().formatHex(secrets.bytes(Srp.SECRET_BYTES)));
    BigInteger secret = new BigInteger(1, secrets.bytes(Srp.SECRET_BYTES));
    String session =
        tickets.put(
            app.pool(),
            Kinds.SESSION,
            clock.now().plus(app.sessionValidity()),
            new Session(
                app.id(),
                user.map(UserRow::username).orElse(name),
                "PASSWORD_VERIFIER",
                secret.toString(16),
                a,
                rounds,
                byFunctions,
                Map.of(),
                0));
    String username = user.map(UserRow::username).orElse(name);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("SALT", salt);
    parameters.put(
        "SECRET_BLOCK",
        Base64.getEncoder().encodeToString(session.getBytes(StandardCharsets.UTF_8)));
    parameters.put("SRP_B", Srp.publicValue(verifier, secret).toString(16));
    parameters.put("USERNAME", username);
    parameters.put("USER_ID_FOR_SRP", username);
    return new Challenged("PASSWORD_VERIFIER", parameters, session);
  }

  /** As the pool's functions decide. */
  AuthOutcome byFunctions(App app, Map<String, String> parameters, Map<String, String> validation) {
    String name = required(parameters, "USERNAME");
    app.checkSecretHash(name, parameters.get("SECRET_HASH"));
    Optional<UserRow> user = users.find(app.pool(), name);
    if (user.isEmpty() && !app.hidesUsers()) {
      throw CognitoErrors.noUser();
    }
    user.ifPresent(Admission::checkState);
    admission.ask(app, name, user, validation);
    Standing standing = new Standing(app, name, user, List.of(), Map.of());
    boolean srp = "SRP_A".equals(parameters.get("CHALLENGE_NAME"));
    return go(
        standing,
        custom.next(srp ? standing.after(new Round("SRP_A", true, null)) : standing),
        srp ? publicValue(parameters) : null,
        srp ? List.of(new Round("SRP_A", true, null)) : List.of());
  }

  /** Does what the functions want next. */
  AuthOutcome go(Standing standing, CustomAuth.Step step, @Nullable String a, List<Round> rounds) {
    return switch (step) {
      case CustomAuth.Step.Issue issue ->
          finish(
              standing.app(),
              standing.user().orElseThrow(CognitoErrors::wrongPassword),
              "Authentication",
              standing.metadata());
      case CustomAuth.Step.Ask(Challenged challenge) -> challenge;
      case CustomAuth.Step.Verify verify -> {
        if (a == null) {
          throw Triggers.unrecognizable();
        }
        yield srpChallenge(standing.app(), standing.name(), standing.user(), a, rounds, true);
      }
    };
  }

  /**
   * By what the user chooses, of what the pool's policy and the user's addresses allow
   * ("Choice-based authentication").
   */
  AuthOutcome byChoice(App app, Map<String, String> parameters, Map<String, String> validation) {
    String name = required(parameters, "USERNAME");
    Optional<UserRow> found = users.find(app.pool(), name);
    String preferred = parameters.getOrDefault("PREFERRED_CHALLENGE", "");
    if (preferred.equals("PASSWORD_SRP")) {
      return bySrp(app, parameters, validation);
    }
    if (preferred.equals("PASSWORD")) {
      return byPassword(app, parameters, validation);
    }
    app.checkSecretHash(name, parameters.get("SECRET_HASH"));
    UserRow user = found.orElseThrow(() -> Admission.unknown(app));
    Admission.checkState(user);
    List<String> possible = possible(app.pool(), user);
    if (preferred.isEmpty()) {
      return new Challenged(
          "SELECT_CHALLENGE",
          Map.of("USERNAME", user.username()),
          tickets.put(
              app.pool(),
              Kinds.SESSION,
              clock.now().plus(app.sessionValidity()),
              Session.of(app, user.username(), "SELECT_CHALLENGE", "")),
          possible);
    }
    if (!possible.contains(preferred)) {
      throw CognitoErrors.invalid(preferred + " is not available for the user.");
    }
    admission.ask(app, name, found, validation);
    return factors.challenge(app, user, preferred, Map.of());
  }

  private static List<String> possible(Pool pool, UserRow user) {
    List<String> allowed = pool.type().policies().signInPolicy().allowedFirstAuthFactorsAsStrings();
    List<String> possible = new ArrayList<>();
    if (user.password() != null) {
      possible.add("PASSWORD_SRP");
      possible.add("PASSWORD");
    }
    if (allowed.contains("EMAIL_OTP") && user.hasVerified("email")) {
      possible.add("EMAIL_OTP");
    }
    if (allowed.contains("SMS_OTP") && user.hasVerified("phone_number")) {
      possible.add("SMS_OTP");
    }
    return possible;
  }

  CustomAuth custom() {
    return custom;
  }
}
