package dev.forebay.invocation;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What is configured elsewhere and this module does not act on. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"),
              "MaximumRetryAttempts",
              "A function's error ends an asynchronous event; it is not tried again yet."),
          option(
              List.of("PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"),
              "MaximumEventAgeInSeconds",
              "Asynchronous events are kept for AWS's longest time, six hours, whatever is set."),
          option(
              List.of("PutFunctionEventInvokeConfig", "UpdateFunctionEventInvokeConfig"),
              "DestinationConfig",
              "Outcomes of asynchronous events are not sent to destinations yet."),
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "DeadLetterConfig",
              "Asynchronous events that fail are not sent to a dead-letter queue yet."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("lambda", operations, option, reason);
  }
}
