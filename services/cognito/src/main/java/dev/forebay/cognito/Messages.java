package dev.forebay.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.cognito.Triggers.Question;
import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.storage.rows.WeekLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.DeliveryMediumType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.MessageTemplateType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SetUserPoolMfaConfigRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerificationMessageTemplateType;

/**
 * Words a code for a user, as the pool or its function would have it, and records the message.
 * Thread-safe.
 */
final class Messages {
  private static final String CODE = "{####}";
  private static final String USERNAME = "{username}";

  private final RowStore<String> store;
  private final Triggers triggers;
  private final WeekLog<Recorded> recorded;
  private final Clock clock;

  Messages(RowStore<String> store, Triggers triggers, WeekLog<Recorded> recorded, Clock clock) {
    this.store = store;
    this.triggers = triggers;
    this.recorded = recorded;
    this.clock = clock;
  }

  /**
   * Why a code goes to a user.
   *
   * @param occasion as the trigger's source names it, such as {@code SignUp}
   * @param client from which app
   * @param metadata for the function
   */
  record Reason(String occasion, String client, Map<String, String> metadata) {
    Reason {
      metadata = Map.copyOf(metadata);
    }

    boolean isInvitation() {
      return occasion.equals("AdminCreateUser");
    }

    boolean isSignIn() {
      return occasion.equals("Authentication");
    }
  }

  /**
   * Sends.
   *
   * @param attribute {@code email} or {@code phone_number}
   * @param to its value
   */
  CodeDeliveryDetailsType send(
      Pool pool, UserRow user, Reason reason, String attribute, String to, String code) {
    boolean mail = attribute.equals("email");
    Question question =
        Question.about(user, reason.client(), "CustomMessage_" + reason.occasion())
            .tell("codeParameter", CODE)
            .tell("linkParameter", "{##Click Here##}")
            .tell("usernameParameter", reason.isInvitation() ? USERNAME : null)
            .tellGiven("clientMetadata", reason.metadata())
            .ask("smsMessage", null)
            .ask("emailMessage", null)
            .ask("emailSubject", null);
    Optional<JsonNode> worded = triggers.ask(pool, Trigger.CUSTOM_MESSAGE, question);
    String message =
        text(worded, mail ? "emailMessage" : "smsMessage")
            .orElseGet(() -> mail ? mail(pool, reason) : sms(pool, reason));
    String subject = text(worded, "emailSubject").orElseGet(() -> subject(pool, reason));
    DeliveryMediumType medium = mail ? DeliveryMediumType.EMAIL : DeliveryMediumType.SMS;
    recorded.add(
        List.of(
            new Recorded(
                clock.now().toString(),
                medium.toString(),
                to,
                pool.id(),
                user.username(),
                reason.occasion(),
                code,
                mail ? subject : null,
                message
                    .replace(CODE, code)
                    .replace(USERNAME, user.username())
                    .replaceAll("\\{##(.*?)##}", "$1"))));
    return details(attribute, to);
  }

  /** What an app is told of a message: not where exactly it went. */
  static CodeDeliveryDetailsType details(String attribute, String to) {
    boolean mail = attribute.equals("email");
    return CodeDeliveryDetailsType.builder()
        .attributeName(attribute)
        .deliveryMedium(mail ? DeliveryMediumType.EMAIL : DeliveryMediumType.SMS)
        .destination(mail ? hiddenMail(to) : hiddenNumber(to))
        .build();
  }

  private static String hiddenMail(String address) {
    int at = address.indexOf('@');
    return at < 1 || at + 1 >= address.length()
        ? "***"
        : address.charAt(0) + "***@" + address.charAt(at + 1) + "***";
  }

  static String hiddenNumber(String number) {
    int shown = Math.max(1, number.length() - 4);
    return "+" + "*".repeat(Math.max(0, shown - 1)) + number.substring(shown);
  }

  private static Optional<String> text(Optional<JsonNode> worded, String name) {
    return worded
        .map(answer -> answer.path(name))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .filter(text -> !text.isEmpty());
  }

  private String mail(Pool pool, Reason reason) {
    if (reason.isInvitation()) {
      return invitation(pool)
          .map(MessageTemplateType::emailMessage)
          .orElse("Your username is {username} and temporary password is {####}. ");
    }
    if (reason.isSignIn()) {
      return factors(pool)
          .map(SetUserPoolMfaConfigRequest::emailMfaConfiguration)
          .map(config -> config.message())
          .orElse("Your authentication code is {####}. ");
    }
    return first(
        template(pool).map(VerificationMessageTemplateType::emailMessage).orElse(null),
        pool.type().emailVerificationMessage(),
        "Your confirmation code is {####}");
  }

  private String subject(Pool pool, Reason reason) {
    if (reason.isInvitation()) {
      return invitation(pool)
          .map(MessageTemplateType::emailSubject)
          .orElse("Your temporary password");
    }
    return first(
        template(pool).map(VerificationMessageTemplateType::emailSubject).orElse(null),
        pool.type().emailVerificationSubject(),
        "Your verification code");
  }

  private static String sms(Pool pool, Reason reason) {
    UserPoolType type = pool.type();
    if (reason.isInvitation()) {
      return invitation(pool)
          .map(MessageTemplateType::smsMessage)
          .orElse("Your username is {username} and temporary password is {####}. ");
    }
    if (reason.isSignIn()) {
      return first(type.smsAuthenticationMessage(), null, "Your authentication code is {####}. ");
    }
    return first(
        template(pool).map(VerificationMessageTemplateType::smsMessage).orElse(null),
        type.smsVerificationMessage(),
        "Your confirmation code is {####}");
  }

  private Optional<SetUserPoolMfaConfigRequest> factors(Pool pool) {
    return store.find(pool.id(), Kinds.MFA, "");
  }

  private static Optional<VerificationMessageTemplateType> template(Pool pool) {
    return Optional.ofNullable(pool.type().verificationMessageTemplate());
  }

  private static Optional<MessageTemplateType> invitation(Pool pool) {
    return Optional.ofNullable(pool.type().adminCreateUserConfig().inviteMessageTemplate());
  }

  private static String first(@Nullable String one, @Nullable String other, String none) {
    return List.of(Optional.ofNullable(one), Optional.ofNullable(other)).stream()
        .flatMap(Optional::stream)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse(none);
  }
}
