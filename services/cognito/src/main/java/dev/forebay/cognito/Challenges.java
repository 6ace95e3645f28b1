package dev.forebay.cognito;

import dev.forebay.cognito.CustomAuth.Standing;
import dev.forebay.cognito.Session.Round;
import dev.forebay.model.Clock;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;

/** Takes the answers to challenges ("RespondToAuthChallenge", API Reference). Thread-safe. */
final class Challenges {
  private static final int MOST_FAILURES = 3;

  private final SignIn signIn;
  private final Users users;
  private final Passwords passwords;
  private final SecondFactors factors;
  private final Tickets tickets;
  private final Clock clock;

  Challenges(SignIn signIn, SignIn.Parts parts, Clock clock) {
    this.signIn = signIn;
    this.users = parts.users();
    this.passwords = parts.passwords();
    this.factors = parts.factors();
    this.tickets = parts.tickets();
    this.clock = clock;
  }

  /**
   * An answer.
   *
   * @param app the client
   * @param challenge which challenge
   * @param session as the challenge gave it; null where the answer has it otherwise
   * @param answers by their names
   * @param metadata for functions
   */
  record Answer(
      App app,
      String challenge,
      @Nullable String session,
      Map<String, String> answers,
      Map<String, String> metadata) {
    private String required(String name) {
      return SignIn.required(answers, name);
    }
  }

  AuthOutcome take(Answer answer) {
    App app = answer.app();
    if (answer.challenge().equals("PASSWORD_VERIFIER")) {
      return verifyPassword(answer);
    }
    Session session =
        tickets
            .find(app.pool(), Kinds.SESSION, answer.session())
            .filter(one -> one.app().equals(app.id()))
            .orElseThrow(CognitoErrors::noSession);
    boolean setUp =
        session.challenge().equals(SecondFactors.SETUP + ":done")
            && answer.challenge().equals(SecondFactors.SETUP);
    if (!session.challenge().equals(answer.challenge()) && !setUp) {
      throw CognitoErrors.noSession();
    }
    String name = answer.required("USERNAME");
    app.checkSecretHash(name, answer.answers().get("SECRET_HASH"));
    Optional<UserRow> user = users.find(app.pool(), session.username());
    if (users.find(app.pool(), name).map(UserRow::username).stream()
            .noneMatch(user.map(UserRow::username).orElse("")::equals)
        && user.isPresent()) {
      throw CognitoErrors.notAuthorized("Invalid session for the user.");
    }
    user.ifPresent(one -> {
      if (!one.enabled()) {
        throw CognitoErrors.notAuthorized("User is disabled.");
      }
    });
    if (session.custom()) {
      return custom(answer, session, user);
    }
    UserRow known = user.orElseThrow(CognitoErrors::wrongPassword);
    return switch (answer.challenge()) {
      case "NEW_PASSWORD_REQUIRED" -> newPassword(answer, known);
      case SecondFactors.SMS -> factor(answer, session, known, "SMS_MFA_CODE");
      case SecondFactors.TOKEN -> factor(answer, session, known, "SOFTWARE_TOKEN_MFA_CODE");
      case SecondFactors.EMAIL -> factor(answer, session, known, "EMAIL_OTP_CODE");
      case "SMS_OTP" -> factor(answer, session, known, "SMS_OTP_CODE");
      case SecondFactors.SELECT -> select(answer, known);
      case SecondFactors.SETUP -> setUp(answer, session, known);
      case "SELECT_CHALLENGE" -> choose(answer, known);
      default -> throw CognitoErrors.notHere("The challenge " + answer.challenge());
    };
  }

  private void use(Answer answer) {
    if (tickets.take(answer.app().pool(), Kinds.SESSION, answer.session()).isEmpty()) {
      throw CognitoErrors.noSession();
    }
  }

  private AuthOutcome verifyPassword(Answer answer) {
    App app = answer.app();
    String name = answer.required("USERNAME");
    String claim = answer.required("PASSWORD_CLAIM_SIGNATURE");
    String blockText = answer.required("PASSWORD_CLAIM_SECRET_BLOCK");
    String timestamp = answer.required("TIMESTAMP");
    app.checkSecretHash(name, answer.answers().get("SECRET_HASH"));
    byte[] block;
    try {
      block = Base64.getDecoder().decode(blockText);
    } catch (IllegalArgumentException e) {
      throw CognitoErrors.wrongPassword();
    }
    Session session =
        tickets
            .take(app.pool(), Kinds.SESSION, new String(block, StandardCharsets.UTF_8))
            .filter(one -> one.app().equals(app.id()))
            .filter(one -> one.challenge().equals("PASSWORD_VERIFIER"))
            .orElseThrow(CognitoErrors::noSession);
    UserRow user =
        users.find(app.pool(), session.username()).orElseThrow(CognitoErrors::wrongPassword);
    Admission.checkState(user);
    passwords.checkTries(user);
    boolean right =
        user.password() != null
            && App.isSame(
                claim,
                Srp.proof(
                    app.pool().shortName(),
                    user.username(),
                    user.password().verifier(),
                    Srp.number(session.srp()),
                    new BigInteger(session.secret(), 16),
                    block,
                    timestamp));
    passwords.note(app.pool(), user, right ? Passwords.Outcome.RIGHT : Passwords.Outcome.WRONG);
    if (!right) {
      throw CognitoErrors.wrongPassword();
    }
    if (session.custom()) {
      Standing standing =
          new Standing(app, name, Optional.of(user), session.rounds(), answer.metadata())
              .after(new Round("PASSWORD_VERIFIER", true, null));
      return signIn.go(standing, signIn.custom().next(standing), null, standing.rounds());
    }
    return signIn.afterPassword(app, user, answer.metadata());
  }

  private AuthOutcome custom(Answer answer, Session session, Optional<UserRow> user) {
    String given = answer.required("ANSWER");
    use(answer);
    Standing standing =
        new Standing(answer.app(), session.username(), user, session.rounds(), answer.metadata());
    return signIn.go(
        standing, signIn.custom().answer(standing, session, given), null, session.rounds());
  }

  private AuthOutcome newPassword(Answer answer, UserRow user) {
    Pool pool = answer.app().pool();
    String password = answer.required("NEW_PASSWORD");
    Map<String, String> given = new TreeMap<>();
    answer
        .answers()
        .forEach((name, value) -> {
          if (name.startsWith("userAttributes.")) {
            given.put(name.substring("userAttributes.".length()), value);
          }
        });
    Schema schema = Schema.of(pool);
    schema.read(
        given.entrySet().stream()
            .map(entry ->
                AttributeType.builder().name(entry.getKey()).value(entry.getValue()).build())
            .toList());
    given.forEach((name, value) -> {
      if (name.equals("email") || name.equals("phone_number")) {
        if (user.attribute(name).filter(old -> !old.equals(value)).isPresent()) {
          throw CognitoErrors.notAuthorized("Cannot modify an already provided " + name);
        }
      }
    });
    Passwords.check(pool, password);
    Map<String, String> merged = new TreeMap<>(user.attributes());
    merged.putAll(given);
    schema.checkRequired(merged);
    use(answer);
    if (!given.isEmpty()) {
      users.update(pool, user.username(), row -> row.withAttributes(given));
    }
    UserRow changed = passwords.set(pool, user, password, UserRow.CONFIRMED);
    return factors
        .next(answer.app(), changed, answer.metadata())
        .orElseGet(
            () -> signIn.finish(answer.app(), changed, "NewPasswordChallenge", answer.metadata()));
  }

  private AuthOutcome factor(Answer answer, Session session, UserRow user, String name) {
    String code = answer.required(name);
    App app = answer.app();
    if (!factors.isRight(app, user, session, code)) {
      String ticket = String.valueOf(answer.session());
      if (session.failures() + 1 >= MOST_FAILURES) {
        tickets.remove(app.pool(), Kinds.SESSION, ticket);
      } else {
        tickets.replace(app.pool(), Kinds.SESSION, ticket, session.failed());
      }
      throw CognitoErrors.of("CodeMismatchException", "Invalid code received for user");
    }
    use(answer);
    return signIn.finish(app, user, "Authentication", answer.metadata());
  }

  private AuthOutcome select(Answer answer, UserRow user) {
    String chosen = answer.required("ANSWER");
    if (!UserViews.factors(user).contains(chosen)) {
      throw CognitoErrors.of("MFAMethodNotFoundException", "No MFA mechanism registered for user");
    }
    use(answer);
    return factors.challenge(answer.app(), user, chosen, answer.metadata());
  }

  private AuthOutcome setUp(Answer answer, Session session, UserRow user) {
    if (!session.challenge().endsWith(":done")) {
      throw CognitoErrors.invalid("MFA setup is not complete for the session.");
    }
    use(answer);
    return signIn.finish(answer.app(), user, "Authentication", answer.metadata());
  }

  private AuthOutcome choose(Answer answer, UserRow user) {
    String chosen = answer.required("ANSWER");
    use(answer);
    Map<String, String> parameters = new TreeMap<>(answer.answers());
    parameters.put("USERNAME", user.username());
    parameters.put("PREFERRED_CHALLENGE", chosen);
    return signIn.byChoice(answer.app(), parameters, answer.metadata());
  }

  /** The user who is to set up a factor before he is signed in. */
  UserRow settingUp(Pool pool, @Nullable String session) {
    return tickets
        .find(pool, Kinds.SESSION, session)
        .filter(one -> one.challenge().startsWith(SecondFactors.SETUP))
        .flatMap(one -> users.find(pool, one.username()))
        .orElseThrow(CognitoErrors::noSession);
  }

  /** Another session in the place of one for a set-up: what was done is part of it. */
  String goOn(Pool pool, @Nullable String session, String done) {
    Session old = tickets.take(pool, Kinds.SESSION, session).orElseThrow(CognitoErrors::noSession);
    return tickets.put(
        pool,
        Kinds.SESSION,
        session == null ? clock.now() : Tickets.expiry(session),
        new Session(
            old.app(),
            old.username(),
            SecondFactors.SETUP + done,
            old.secret(),
            old.srp(),
            old.rounds(),
            old.custom(),
            old.hidden(),
            0));
  }
}
