package dev.forebay.cognito;

import dev.forebay.cognito.AuthOutcome.Challenged;
import dev.forebay.cognito.UserRow.Mfa;
import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolMfaType;

/** What is asked after the password ("Adding MFA to a user pool"). Thread-safe. */
final class SecondFactors {
  static final String TOKEN = "SOFTWARE_TOKEN_MFA";
  static final String SMS = "SMS_MFA";
  static final String EMAIL = "EMAIL_OTP";
  static final String SETUP = "MFA_SETUP";
  static final String SELECT = "SELECT_MFA_TYPE";

  private final RowStore<String> store;
  private final Users users;
  private final Messages messages;
  private final Tickets tickets;
  private final Secrets secrets;
  private final Clock clock;

  SecondFactors(
      RowStore<String> store,
      Users users,
      Messages messages,
      Tickets tickets,
      Secrets secrets,
      Clock clock) {
    this.store = store;
    this.users = users;
    this.messages = messages;
    this.tickets = tickets;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** The challenge that is next for a user whose password was right; empty for none. */
  Optional<AuthOutcome> next(App app, UserRow user, Map<String, String> metadata) {
    UserPoolMfaType rule = app.pool().mfa();
    if (rule == null || rule == UserPoolMfaType.OFF) {
      return Optional.empty();
    }
    List<String> on = UserViews.factors(user);
    if (on.isEmpty() && rule == UserPoolMfaType.ON) {
      return Optional.of(first(app, user, metadata));
    }
    if (on.isEmpty()) {
      return Optional.empty();
    }
    if (on.contains(user.mfa().preferred())) {
      return Optional.of(challenge(app, user, user.mfa().preferred(), metadata));
    }
    return Optional.of(
        on.size() == 1 ? challenge(app, user, on.getFirst(), metadata) : select(app, user, on));
  }

  // Who has none must get one: a text message needs nothing but the number.
  private AuthOutcome first(App app, UserRow user, Map<String, String> metadata) {
    if (app.pool().type().smsConfiguration() != null
        && user.attribute("phone_number").isPresent()) {
      return challenge(app, user, SMS, metadata);
    }
    return new Challenged(
        SETUP,
        Map.of("MFAS_CAN_SETUP", "[\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP", user.username()),
        open(app, user, SETUP, ""));
  }

  private AuthOutcome select(App app, UserRow user, List<String> on) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("MFAS_CAN_CHOOSE", "[\"" + String.join("\",\"", on) + "\"]");
    parameters.put("USER_ID_FOR_SRP", user.username());
    user.attribute("phone_number")
        .ifPresent(
            number -> parameters.put("CODE_DELIVERY_DESTINATION", Messages.hiddenNumber(number)));
    return new Challenged(SELECT, parameters, open(app, user, SELECT, ""));
  }

  /** Asks for one factor, and sends its code where it has one. */
  AuthOutcome challenge(App app, UserRow user, String factor, Map<String, String> metadata) {
    if (factor.equals(TOKEN)) {
      return new Challenged(
          TOKEN, Map.of("USER_ID_FOR_SRP", user.username()), open(app, user, TOKEN, ""));
    }
    boolean mail = factor.equals(EMAIL);
    String attribute = mail ? "email" : "phone_number";
    String to =
        user.attribute(attribute)
            .orElseThrow(() ->
                CognitoErrors.invalid("User has no " + attribute + " to which a code can go."));
    String code = secrets.code();
    var details =
        messages.send(
            app.pool(),
            user,
            new Messages.Reason("Authentication", app.id(), metadata),
            attribute,
            to,
            code);
    return new Challenged(
        factor,
        Map.of(
            "CODE_DELIVERY_DELIVERY_MEDIUM",
            details.deliveryMediumAsString(),
            "CODE_DELIVERY_DESTINATION",
            details.destination(),
            "USER_ID_FOR_SRP",
            user.username()),
        open(app, user, factor, code));
  }

  private String open(App app, UserRow user, String challenge, String secret) {
    return tickets.put(
        app.pool(),
        Kinds.SESSION,
        clock.now().plus(app.sessionValidity()),
        Session.of(app, user.username(), challenge, secret));
  }

  /** Whether the answer to a factor's challenge is right. */
  boolean isRight(App app, UserRow user, Session session, @Nullable String answer) {
    if (answer == null) {
      return false;
    }
    return session.challenge().equals(TOKEN)
        ? takes(app.pool(), user, answer)
        : App.isSame(answer, session.secret());
  }

  private boolean takes(Pool pool, UserRow user, String code) {
    Mfa mfa = user.mfa();
    OptionalLong step = Totp.match(mfa.secret(), code, clock.now(), mfa.lastStep());
    if (mfa.secret().isEmpty() || step.isEmpty()) {
      return false;
    }
    users.update(
        pool,
        user.username(),
        row ->
            row.withMfa(
                new Mfa(
                    mfa.secret(),
                    mfa.pending(),
                    mfa.token(),
                    mfa.sms(),
                    mfa.email(),
                    mfa.preferred(),
                    step.getAsLong())));
    return true;
  }

  /** Gives a user a secret that is to be proven, and tells it. */
  String associate(Pool pool, UserRow user) {
    Optional<SetUserPoolMfaConfigRequest> config = store.find(pool.id(), Kinds.MFA, "");
    boolean enabled =
        config
            .map(SetUserPoolMfaConfigRequest::softwareTokenMfaConfiguration)
            .map(token -> Boolean.TRUE.equals(token.enabled()))
            .orElse(false);
    if (!enabled) {
      throw CognitoErrors.of(
          "SoftwareTokenMFANotFoundException",
          "Software Token MFA is not enabled for the user pool.");
    }
    String secret = Totp.base32(secrets.bytes(Totp.SECRET_BYTES));
    users.update(
        pool,
        user.username(),
        row -> {
          Mfa old = row.mfa();
          return row.withMfa(
              new Mfa(
                  old.secret(),
                  secret,
                  old.token(),
                  old.sms(),
                  old.email(),
                  old.preferred(),
                  old.lastStep()));
        });
    return secret;
  }

  /** Takes the first code of the secret that a user was given. */
  void verify(Pool pool, UserRow user, @Nullable String code) {
    Mfa old = user.mfa();
    if (old.pending().isEmpty()) {
      throw CognitoErrors.invalid(
          "Software token TOTP multi-factor authentication (MFA) was not set up.");
    }
    OptionalLong step = Totp.match(old.pending(), code == null ? "" : code, clock.now(), 0);
    if (step.isEmpty()) {
      throw CognitoErrors.of("EnableSoftwareTokenMFAException", "Code mismatch");
    }
    users.update(
        pool,
        user.username(),
        row ->
            row.withMfa(
                new Mfa(
                    old.pending(),
                    "",
                    pool.mfa() == UserPoolMfaType.ON || old.token(),
                    old.sms(),
                    old.email(),
                    old.preferred(),
                    step.getAsLong())));
  }

  /**
   * What a user would have on.
   *
   * @param on whether; empty for no change
   * @param preferred whether it is asked first; empty for no change
   */
  record Wish(Optional<Boolean> on, Optional<Boolean> preferred) {}

  /** Changes what a user has on, by the factors' names. */
  void prefer(Pool pool, UserRow user, Map<String, Wish> wishes) {
    users.update(
        pool,
        user.username(),
        row -> {
          Mfa mfa = row.mfa();
          for (Map.Entry<String, Wish> wish : wishes.entrySet()) {
            mfa = changed(row, mfa, wish.getKey(), wish.getValue());
          }
          return row.withMfa(mfa);
        });
  }

  private static Mfa changed(UserRow user, Mfa mfa, String factor, Wish wish) {
    boolean on =
        wish.on()
            .orElse(
                switch (factor) {
                  case TOKEN -> mfa.token();
                  case SMS -> mfa.sms();
                  default -> mfa.email();
                });
    if (on && factor.equals(TOKEN) && mfa.secret().isEmpty()) {
      throw CognitoErrors.invalid("User has not verified software token mfa");
    }
    if (on && factor.equals(SMS) && user.attribute("phone_number").isEmpty()) {
      throw CognitoErrors.invalid("User does not have delivery config set to turn on SMS_MFA");
    }
    if (on && factor.equals(EMAIL) && user.attribute("email").isEmpty()) {
      throw CognitoErrors.invalid("User does not have delivery config set to turn on EMAIL_OTP");
    }
    boolean preferred = on && wish.preferred().orElse(mfa.preferred().equals(factor));
    List<String> order = new ArrayList<>();
    if (preferred) {
      order.add(factor);
    } else if (!mfa.preferred().equals(factor)) {
      order.add(mfa.preferred());
    }
    return new Mfa(
        mfa.secret(),
        mfa.pending(),
        factor.equals(TOKEN) ? on : mfa.token(),
        factor.equals(SMS) ? on : mfa.sms(),
        factor.equals(EMAIL) ? on : mfa.email(),
        order.isEmpty() ? "" : order.getFirst(),
        mfa.lastStep());
  }
}
