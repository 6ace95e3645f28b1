package dev.forebay.dynamodb;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("CreateTable", "UpdateTable"),
              "SSESpecification",
              "There is no KMS here: items are stored as they are."),
          option(List.of("CreateTable", "UpdateTable"), "TableClass", "Nothing is billed."),
          option(
              List.of("CreateTable", "UpdateTable"),
              "OnDemandThroughput",
              "Tables on demand take what the machine allows."),
          option(
              List.of("CreateTable", "UpdateTable"),
              "WarmThroughput",
              "Tables take what the machine allows."),
          option(
              List.of("CreateTable", "UpdateTable"),
              "ProvisionedThroughput",
              "Enforced with dynamodb.limits=on, for the table as a whole; indexes have no limit."),
          option(
              List.of("UpdateContinuousBackups"),
              "PointInTimeRecoverySpecification",
              "Nothing can be restored."),
          option(
              List.of("GetItem", "Query", "Scan"),
              "ConsistentRead",
              "Every read is consistent; only what it is charged differs."),
          option(
              List.of("BatchGetItem"),
              "RequestItems.ConsistentRead",
              "Every read is consistent; only what it is charged differs."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("dynamodb", operations, option, reason);
  }
}
