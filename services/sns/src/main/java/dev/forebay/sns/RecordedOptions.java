package dev.forebay.sns;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final List<String> TOPIC = List.of("CreateTopic", "SetTopicAttributes");

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("Subscribe"),
              "Protocol=email, email-json, sms, application, firehose",
              "Messages are kept, and read at /_forebay/sns/messages; nothing is sent."),
          option(
              List.of("Publish"),
              "PhoneNumber, TargetArn",
              "The message is kept, and read at /_forebay/sns/messages; nothing is sent."),
          option(
              List.of(
                  "CreatePlatformApplication",
                  "SetPlatformApplicationAttributes",
                  "CreatePlatformEndpoint",
                  "SetEndpointAttributes"),
              "Attributes",
              "Kept and answered; of an endpoint's, Enabled acts."),
          option(
              List.of("SetSMSAttributes", "CreateSMSSandboxPhoneNumber"),
              "attributes, PhoneNumber, LanguageCode",
              "Kept and answered: no text message is sent."),
          option(TOPIC, "KmsMasterKeyId", "There is no KMS here: messages are stored as they are."),
          option(
              TOPIC,
              "DisplayName",
              "It is the sender's name in mail and text messages, of which none is sent."),
          option(TOPIC, "TracingConfig", "There is no X-Ray here; the trace header is passed on."),
          option(
              TOPIC,
              "*SuccessFeedbackRoleArn, *FailureFeedbackRoleArn, *SuccessFeedbackSampleRate",
              "Deliveries are not logged to CloudWatch; see /_forebay/events."),
          option(
              List.of("CreateTopic", "SetTopicAttributes", "SetSubscriptionAttributes"),
              "DeliveryPolicy.throttlePolicy",
              "Endpoints over HTTP get at most 16 requests at once, and no rate is kept."),
          option(
              List.of("CreateTopic", "PutDataProtectionPolicy"),
              "DataProtectionPolicy",
              "Messages are not audited or masked."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("sns", operations, option, reason);
  }
}
