package dev.forebay.logs;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this service accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          option(
              List.of("CreateLogGroup"),
              "kmsKeyId",
              "There is no KMS here: events are stored as they are."),
          option(
              List.of("CreateLogGroup"),
              "logGroupClass",
              "Every group does what a group of class STANDARD does."),
          option(List.of("PutLogEvents"), "entity", "Entities are neither kept nor checked."),
          option(List.of("PutLogEvents"), "sequenceToken", "Ignored, as on AWS since 2023."),
          option(
              List.of("GetLogEvents", "FilterLogEvents"),
              "unmask",
              "There are no data protection policies here: nothing is masked."),
          option(
              List.of("FilterLogEvents"),
              "interleaved",
              "Ignored, as on AWS: events of several streams are always interleaved."),
          option(
              List.of("PutSubscriptionFilter", "PutMetricFilter"),
              "applyOnTransformedLogs",
              "There are no transformers here: events are as they were put."),
          option(
              List.of("PutMetricFilter"),
              "metricTransformations",
              "There are no metrics here: filters are checked, kept and described, and count"
                  + " nothing."),
          option(
              List.of("PutMetricFilter"),
              "fieldSelectionCriteria",
              "Kept and described; nothing is counted."),
          option(
              List.of("PutMetricFilter"),
              "emitSystemFieldDimensions",
              "Kept and described; nothing is counted."),
          option(
              List.of("DescribeLogGroups"),
              "includeLinkedAccounts",
              "No accounts are linked: only the caller's own groups are listed."));

  private RecordedOptions() {}

  private static RecordedOnly option(List<String> operations, String option, String reason) {
    return new RecordedOnly("logs", operations, option, reason);
  }
}
