package dev.forebay.eventsource;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this module accepts and keeps without acting on it. */
public final class RecordedOptions {
  private static final List<String> OPERATIONS =
      List.of("CreateEventSourceMapping", "UpdateEventSourceMapping");

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          new RecordedOnly(
              "lambda",
              OPERATIONS,
              "KMSKeyArn",
              "There is no KMS here: filter criteria are stored as they are."),
          new RecordedOnly(
              "lambda",
              OPERATIONS,
              "MetricsConfig",
              "There is no CloudWatch here to send them to."));

  private RecordedOptions() {}
}
