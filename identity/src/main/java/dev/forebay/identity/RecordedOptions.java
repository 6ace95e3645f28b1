package dev.forebay.identity;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this module accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("AssumeRole"),
              "ExternalId",
              "Trust policies are not evaluated yet, so nothing compares it."),
          option(
              List.of("AssumeRole"),
              "RoleArn",
              "Whether the role exists and trusts the caller is not checked: any role of the caller's account can be assumed."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("sts", operations, option, reason);
  }
}
