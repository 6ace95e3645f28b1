package dev.forebay.events;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  private static final List<String> BUS = List.of("CreateEventBus", "UpdateEventBus");
  private static final String KMS = "There is no KMS here: what is stored is stored as it is.";

  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(BUS, "KmsKeyIdentifier", KMS),
          option(
              BUS,
              "DeadLetterConfig",
              "AWS sends there what it cannot decrypt; nothing is encrypted here."),
          option(BUS, "LogConfig", "A bus writes no logs of its own here."),
          option(List.of("CreateArchive", "UpdateArchive"), "KmsKeyIdentifier", KMS),
          option(List.of("CreateConnection", "UpdateConnection"), "KmsKeyIdentifier", KMS),
          option(
              List.of("CreateApiDestination", "UpdateApiDestination"),
              "InvocationRateLimitPerSecond",
              "Calls are made as soon as they can be; no endpoint is spared."),
          option(
              List.of("PutRule"),
              "State=ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
              "It is as good as ENABLED: there is no CloudTrail here."),
          option(
              List.of("DeleteRule", "RemoveTargets"),
              "Force",
              "It allows to change rules that AWS's services manage; there are none here."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("events", operations, option, reason);
  }
}
