package dev.forebay.sqs;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final List<String> SETTING = List.of("CreateQueue", "SetQueueAttributes");

  private static final String FAIR =
      "It is kept and handed out; there are no fair queues here, so it does not change the order.";

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              SETTING,
              "FifoThroughputLimit",
              "No queue is held to a number of calls a second, so none can be given more."),
          option(
              SETTING, "KmsMasterKeyId", "There is no KMS here: messages are stored as they are."),
          option(
              SETTING,
              "KmsDataKeyReusePeriodSeconds",
              "There is no KMS here: messages are stored as they are."),
          option(
              SETTING,
              "SqsManagedSseEnabled",
              "Messages are stored as they are, whatever it says."),
          option(List.of("SendMessage"), "MessageGroupId on a standard queue", FAIR),
          option(List.of("SendMessageBatch"), "Entries.MessageGroupId on a standard queue", FAIR));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("sqs", operations, option, reason);
  }
}
