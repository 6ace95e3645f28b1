package dev.forebay.invocation;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What is configured elsewhere and this module does not act on. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          new RecordedOnly(
              "lambda",
              List.of("PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"),
              "DestinationConfig",
              "Functions receive records; queues, topics, event buses and buckets are not there"
                  + " yet, so that a record for one is counted as failed."),
          new RecordedOnly(
              "lambda",
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "DeadLetterConfig",
              "Queues and topics are not there yet, so that a dead letter is counted as failed."));

  private RecordedOptions() {}
}
