package dev.forebay.sns;

import dev.forebay.model.RecordedOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final String KEPT =
      "The message is kept, and read at /_forebay/sns/messages; nothing is sent.";
  private static final String UNLOGGED =
      "Deliveries are not logged to CloudWatch; see /_forebay/events.";

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      Stream.of(messages(), topics(), subscriptions()).flatMap(List::stream).toList();

  private RecordedOptions() {}

  private static List<RecordedOnly> messages() {
    return List.of(
        option(List.of("Subscribe"), "Protocol=email, email-json, sms, application", KEPT),
        option(List.of("Publish"), "PhoneNumber", KEPT),
        option(List.of("Publish"), "TargetArn", KEPT),
        option(
            List.of(
                "CreatePlatformApplication",
                "SetPlatformApplicationAttributes",
                "CreatePlatformEndpoint",
                "SetEndpointAttributes"),
            "Attributes",
            "Kept and answered; of an endpoint's, Enabled acts."),
        option(
            List.of("SetSMSAttributes"),
            "attributes",
            "Kept and answered: no text message is sent."),
        option(
            List.of("CreateSMSSandboxPhoneNumber"),
            "PhoneNumber",
            "Kept and answered: no text message is sent."),
        option(
            List.of("CreateSMSSandboxPhoneNumber"),
            "LanguageCode",
            "Kept and answered: no text message is sent."));
  }

  private static List<RecordedOnly> topics() {
    List<RecordedOnly> options = new ArrayList<>();
    options.addAll(
        attribute("KmsMasterKeyId", "There is no KMS here: messages are stored as they are."));
    options.addAll(
        attribute(
            "DisplayName",
            "It is the sender's name in mail and text messages, of which none is sent."));
    options.addAll(
        attribute("TracingConfig", "There is no X-Ray here; the trace header is passed on."));
    for (String protocol : List.of("HTTP", "Lambda", "SQS", "Firehose", "Application")) {
      for (String kept :
          List.of(
              "SuccessFeedbackRoleArn", "FailureFeedbackRoleArn", "SuccessFeedbackSampleRate")) {
        options.addAll(attribute(protocol + kept, UNLOGGED));
      }
    }
    options.add(
        option(
            List.of("CreateTopic", "PutDataProtectionPolicy"),
            "DataProtectionPolicy",
            "Messages are not audited or masked."));
    return options;
  }

  private static List<RecordedOnly> subscriptions() {
    String reason =
        "Its throttlePolicy: endpoints over HTTP get at most 16 requests at once, and no rate is"
            + " kept. Its retries act.";
    List<RecordedOnly> options = new ArrayList<>(attribute("DeliveryPolicy", reason));
    options.add(option(List.of("Subscribe"), "Attributes.DeliveryPolicy", reason));
    options.add(
        option(List.of("SetSubscriptionAttributes"), "AttributeName=DeliveryPolicy", reason));
    return options;
  }

  // A topic is made with a map of attributes, and changed by one at a time.
  private static List<RecordedOnly> attribute(String name, String reason) {
    return List.of(
        option(List.of("CreateTopic"), "Attributes." + name, reason),
        option(List.of("SetTopicAttributes"), "AttributeName=" + name, reason));
  }

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("sns", operations, option, reason);
  }
}
