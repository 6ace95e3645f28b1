package dev.forebay.pipes;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option("KmsKeyIdentifier", "There is no KMS here: pipes are stored as they are."),
          option(
              "LogConfiguration",
              "Kept and described; GET /_forebay/events tells of every record's way instead."));

  private RecordedOptions() {}

  private static RecordedOnly option(String option, String reason) {
    return new RecordedOnly("pipes", List.of("CreatePipe", "UpdatePipe"), option, reason);
  }
}
