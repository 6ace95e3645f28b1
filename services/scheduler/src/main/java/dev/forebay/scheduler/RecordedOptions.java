package dev.forebay.scheduler;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          new RecordedOnly(
              "scheduler",
              List.of("CreateSchedule", "UpdateSchedule"),
              "KmsKeyArn",
              "There is no KMS here: what is stored is stored as it is."));

  private RecordedOptions() {}
}
