package dev.forebay.execution;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What is configured elsewhere and this module does not act on. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("CreateFunction", "UpdateFunctionConfiguration"),
              "LoggingConfig.LogFormat=JSON",
              "Ruby functions' own lines stay plain text; the platform's lines are JSON, and Python's, Node's and Java's own lines follow the format."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("lambda", operations, option, reason);
  }
}
