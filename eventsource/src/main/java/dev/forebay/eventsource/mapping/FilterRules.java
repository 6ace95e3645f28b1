package dev.forebay.eventsource.mapping;

import dev.forebay.eventsource.filter.RecordFilter;
import dev.forebay.function.answer.Refusals;
import dev.forebay.pattern.InvalidPatternException;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;

/** Which filters a mapping may have. */
final class FilterRules {
  private static final int MOST = 5;

  private FilterRules() {}

  /**
   * The patterns of a request's FilterCriteria; none for criteria without filters.
   *
   * @throws dev.forebay.wire.AwsException 400 for too many, and for one that is no pattern
   */
  static List<String> read(SourceKind kind, FilterCriteria criteria) {
    if (criteria.filters().size() > MOST) {
      throw Refusals.invalidParameter(
          "The number of filters exceeds the limit of 5 of an event source mapping.");
    }
    List<String> patterns =
        criteria.filters().stream()
            .map(filter -> Optional.ofNullable(filter.pattern()).orElse(""))
            .toList();
    try {
      compile(kind, patterns);
    } catch (InvalidPatternException e) {
      throw Refusals.invalidParameter("Invalid filter pattern definition.");
    }
    return patterns;
  }

  private static void compile(SourceKind kind, List<String> patterns) {
    switch (kind) {
      case STREAM, CONSUMER -> RecordFilter.ofStream(patterns);
      case TABLE_STREAM -> RecordFilter.ofTableStream(patterns);
      case QUEUE, KAFKA_CLUSTER, BROKER, DOCUMENTS, SELF_MANAGED_KAFKA ->
          RecordFilter.ofQueue(patterns);
    }
  }
}
