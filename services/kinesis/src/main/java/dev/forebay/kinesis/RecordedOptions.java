package dev.forebay.kinesis;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("StartStreamEncryption", "StopStreamEncryption"),
              "KeyId",
              "There is no KMS here: records are stored as they are, and say KMS where AWS's do."),
          option(
              List.of("EnableEnhancedMonitoring", "DisableEnhancedMonitoring"),
              "ShardLevelMetrics",
              "There is no CloudWatch here."),
          option(
              List.of("CreateStream", "UpdateStreamMode"),
              "StreamModeDetails=ON_DEMAND",
              "An on-demand stream begins with four shards and does not scale by itself."),
          option(
              List.of("CreateStream", "UpdateStreamMode", "UpdateStreamWarmThroughput"),
              "WarmThroughputMiBps",
              "Shards take what the machine and their limits allow."),
          option(
              List.of("UpdateAccountSettings"),
              "MinimumThroughputBillingCommitment",
              "Nothing is billed."),
          option(
              List.of("PutRecord"),
              "SequenceNumberForOrdering",
              "Checked; every record's number is above those of all records put before it."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("kinesis", operations, option, reason);
  }
}
