package dev.forebay.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.cognito.AuthOutcome.Challenged;
import dev.forebay.cognito.Session.Round;
import dev.forebay.cognito.Triggers.Question;
import dev.forebay.model.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sign-ins whose challenges the pool's functions define, make and judge ("Custom authentication
 * challenge Lambda triggers"). Thread-safe.
 */
final class CustomAuth {
  private static final String CUSTOM = "CUSTOM_CHALLENGE";

  private final Triggers triggers;
  private final Tickets tickets;
  private final Clock clock;

  CustomAuth(Triggers triggers, Tickets tickets, Clock clock) {
    this.triggers = triggers;
    this.tickets = tickets;
    this.clock = clock;
  }

  /**
   * Where a custom sign-in is.
   *
   * @param app the client
   * @param name who signs in, as it was given
   * @param user who that is; empty for nobody, which is not told
   * @param rounds those that are over
   * @param metadata for the functions
   */
  record Standing(
      App app,
      String name,
      Optional<UserRow> user,
      List<Round> rounds,
      Map<String, String> metadata) {
    Standing {
      rounds = List.copyOf(rounds);
      metadata = Map.copyOf(metadata);
    }

    Standing after(Round round) {
      List<Round> more = new ArrayList<>(rounds);
      more.add(round);
      return new Standing(app, name, user, more, metadata);
    }

    private Question question(String source) {
      Question question =
          user.map(row -> Question.about(row, app.id(), source))
              .orElseGet(
                  () -> Question.about(name, app.id(), source).tell("userAttributes", Map.of()));
      if (app.hidesUsers()) {
        question.tell("userNotFound", user.isEmpty());
      }
      return question.tellGiven("clientMetadata", metadata);
    }
  }

  /** What the function wants next. */
  sealed interface Step {
    /** The user is who he says. */
    record Issue() implements Step {}

    /** A challenge of the functions' own. */
    record Ask(Challenged challenge) implements Step {}

    /** The password, by SRP. */
    record Verify() implements Step {}
  }

  /** Asks the function that decides. */
  Step next(Standing standing) {
    Question question =
        standing
            .question("DefineAuthChallenge_Authentication")
            .tell("session", standing.rounds())
            .ask("challengeName", null)
            .ask("issueTokens", null)
            .ask("failAuthentication", null);
    JsonNode decided =
        triggers
            .ask(standing.app().pool(), Trigger.DEFINE_AUTH_CHALLENGE, question)
            .orElseThrow(() ->
                CognitoErrors.invalid(
                    "Custom auth lambda trigger is not configured for the user pool."));
    if (decided.path("failAuthentication").asBoolean(false)) {
      throw CognitoErrors.wrongPassword();
    }
    if (decided.path("issueTokens").asBoolean(false)) {
      return new Step.Issue();
    }
    return switch (decided.path("challengeName").asText("")) {
      case CUSTOM -> new Step.Ask(make(standing));
      case "PASSWORD_VERIFIER" -> new Step.Verify();
      default -> throw Triggers.unrecognizable();
    };
  }

  private Challenged make(Standing standing) {
    App app = standing.app();
    Question question =
        standing
            .question("CreateAuthChallenge_Authentication")
            .tell("challengeName", CUSTOM)
            .tell("session", standing.rounds())
            .ask("publicChallengeParameters", null)
            .ask("privateChallengeParameters", null)
            .ask("challengeMetadata", null);
    JsonNode made =
        triggers
            .ask(app.pool(), Trigger.CREATE_AUTH_CHALLENGE, question)
            .orElseThrow(() ->
                CognitoErrors.invalid(
                    "Create auth challenge trigger is not configured for the user pool."));
    JsonNode said = made.path("challengeMetadata");
    String session =
        tickets.put(
            app.pool(),
            Kinds.SESSION,
            clock.now().plus(app.sessionValidity()),
            new Session(
                app.id(),
                standing.name(),
                CUSTOM,
                said.isTextual() ? said.asText() : "",
                "",
                standing.rounds(),
                true,
                texts(made.path("privateChallengeParameters")),
                0));
    Map<String, String> parameters = texts(made.path("publicChallengeParameters"));
    parameters.putIfAbsent(
        "USERNAME", standing.user().map(UserRow::username).orElse(standing.name()));
    return new Challenged(CUSTOM, parameters, session);
  }

  private static Map<String, String> texts(JsonNode map) {
    Map<String, String> texts = new TreeMap<>();
    map.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  /** Has an answer judged, and goes on. */
  Step answer(Standing standing, Session session, String answer) {
    Question question =
        standing
            .question("VerifyAuthChallengeResponse_Authentication")
            .tell("privateChallengeParameters", session.hidden())
            .tell("challengeAnswer", answer)
            .ask("answerCorrect", null);
    JsonNode judged =
        triggers
            .ask(standing.app().pool(), Trigger.VERIFY_AUTH_CHALLENGE, question)
            .orElseThrow(() ->
                CognitoErrors.invalid(
                    "Verify auth challenge trigger is not configured for the user pool."));
    return next(
        standing.after(
            new Round(
                CUSTOM,
                judged.path("answerCorrect").asBoolean(false),
                session.secret().isEmpty() ? null : session.secret())));
  }
}
