package dev.forebay.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.cognito.Triggers.Question;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may go on with a sign-in: users who are there, who are brought over from elsewhere, whom the
 * pool's function lets through, and whose state allows it. Thread-safe.
 */
final class Admission {
  private final Users users;
  private final Passwords passwords;
  private final Triggers triggers;
  private final Secrets secrets;
  private final Clock clock;

  Admission(Users users, Passwords passwords, Triggers triggers, Secrets secrets, Clock clock) {
    this.users = users;
    this.passwords = passwords;
    this.triggers = triggers;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Asks the pool's function whether somebody may try. */
  void ask(App app, String name, Optional<UserRow> user, Map<String, String> validation) {
    Question question =
        user.map(row -> Question.about(row, app.id(), "PreAuthentication_Authentication"))
            .orElseGet(() ->
                Question.about(name, app.id(), "PreAuthentication_Authentication")
                    .tell("userAttributes", Map.of()));
    if (app.hidesUsers()) {
      question.tell("userNotFound", user.isEmpty());
    }
    triggers.ask(
        app.pool(), Trigger.PRE_AUTHENTICATION, question.tellGiven("validationData", validation));
  }

  /** The answer about somebody who is not there, as the client may be told. */
  static AwsException unknown(App app) {
    return app.hidesUsers() ? CognitoErrors.wrongPassword() : CognitoErrors.noUser();
  }

  /** Refuses users whose state does not allow a sign-in. */
  static void checkState(UserRow user) {
    if (!user.enabled()) {
      throw CognitoErrors.notAuthorized("User is disabled.");
    }
    if (user.status().equals(UserRow.UNCONFIRMED)) {
      throw CognitoErrors.notConfirmed();
    }
    if (user.status().equals(UserRow.RESET_REQUIRED)) {
      throw CognitoErrors.resetRequired();
    }
  }

  /**
   * Brings a user over whom only the pool's function knows ("Migrate user Lambda trigger").
   *
   * @param source {@code Authentication} or {@code ForgotPassword}
   * @param password as it was given; null when there is none
   * @return empty when the pool has no such function
   */
  Optional<UserRow> migrate(
      App app,
      String name,
      @Nullable String password,
      String source,
      Map<String, String> validation,
      Map<String, String> metadata) {
    Question question = Question.about(name, app.id(), "UserMigration_" + source);
    if (password != null) {
      question.tell("password", password);
    }
    question
        .tellGiven("validationData", validation)
        .tellGiven("clientMetadata", metadata)
        .ask("userAttributes", null)
        .ask("forceAliasCreation", null)
        .ask("enableSMSMFA", null)
        .ask("finalUserStatus", null)
        .ask("messageAction", null)
        .ask("desiredDeliveryMediums", null);
    Optional<JsonNode> answer;
    try {
      answer = triggers.ask(app.pool(), Trigger.USER_MIGRATION, question);
    } catch (AwsException e) {
      if (e.code().equals("UnexpectedLambdaException")) {
        throw e;
      }
      throw failed(app);
    }
    return answer.map(found -> bring(app, name, password, found));
  }

  private static AwsException failed(App app) {
    return CognitoErrors.of(
        "UserNotFoundException", "Exception migrating user in app client " + app.id());
  }

  private UserRow bring(App app, String name, @Nullable String password, JsonNode found) {
    if (!found.path("userAttributes").isObject() || found.path("userAttributes").isEmpty()) {
      throw failed(app);
    }
    Pool pool = app.pool();
    Map<String, String> attributes = new LinkedHashMap<>();
    found
        .path("userAttributes")
        .properties()
        .forEach(attribute -> {
          if (Schema.of(pool).find(attribute.getKey()).isPresent()
              && !attribute.getKey().equals("sub")) {
            attributes.put(attribute.getKey(), attribute.getValue().asText());
          }
        });
    String sub = secrets.uuid();
    String username = pool.isNamedByAttributes() ? sub : Users.normal(pool, name);
    boolean confirmed = found.path("finalUserStatus").asText("").equals(UserRow.CONFIRMED);
    UserRow user =
        NewUser.row(
                username,
                sub,
                attributes,
                confirmed ? UserRow.CONFIRMED : UserRow.RESET_REQUIRED,
                clock.now())
            .withMfa(
                new UserRow.Mfa(
                    "", "", false, found.path("enableSMSMFA").asBoolean(false), false, "", 0));
    UserRow known =
        password == null ? user : user.withPassword(passwords.make(pool, username, password, null));
    users.add(
        pool,
        known,
        found.path("forceAliasCreation").asBoolean(false) ? Users.Alias.TAKE : Users.Alias.REFUSE,
        failed(app));
    return known;
  }
}
