package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.protocol.KeptRequests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilter;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricFilterMatchRecord;
import software.amazon.awssdk.services.cloudwatchlogs.model.MetricTransformation;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterResponse;

/**
 * Metric filters: kept, described and tried by TestMetricFilter. There are no metrics here, so they
 * count nothing. Thread-safe.
 */
final class MetricFilterOperations {
  private static final KeptRequests KEPT = new KeptRequests();
  private static final int PAGE = 50;
  private static final Pattern VALUE =
      Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?|\\$.+");

  private final Function<AccountRegion, LogTables> tables;
  private final Clock clock;

  MetricFilterOperations(Function<AccountRegion, LogTables> tables, Clock clock) {
    this.tables = tables;
    this.clock = clock;
  }

  PutMetricFilterResponse put(CallContext context, PutMetricFilterRequest request) {
    LogTables place = tables.apply(context.place());
    LogGroupRow group = new LogGroups(place).existing(request.logGroupName()).value();
    LogsErrors.parsed(request.filterPattern());
    request.metricTransformations().forEach(MetricFilterOperations::check);
    Transaction.Put put =
        new Transaction.Put(
            LogTables.metricKey(group.id(), request.filterName()),
            KEPT.write(
                MetricFilter.builder()
                    .filterName(request.filterName())
                    .logGroupName(group.name())
                    .filterPattern(request.filterPattern())
                    .metricTransformations(request.metricTransformations())
                    .applyOnTransformedLogs(Boolean.TRUE.equals(request.applyOnTransformedLogs()))
                    .fieldSelectionCriteria(request.fieldSelectionCriteria())
                    .emitSystemFieldDimensions(
                        request.hasEmitSystemFieldDimensions()
                            ? request.emitSystemFieldDimensions()
                            : null)
                    .creationTime(clock.now().toEpochMilli())
                    .build()));
    List<Row> known = place.metricFilters(group.id(), "");
    boolean fresh = known.stream().noneMatch(row -> row.key().equals(put.key()));
    if (fresh && known.size() >= LogTables.MOST_METRIC_FILTERS) {
      throw LogsErrors.limit();
    }
    place.commit(List.of(), List.of(put));
    return PutMetricFilterResponse.builder().build();
  }

  private static void check(MetricTransformation metric) {
    if (!VALUE.matcher(metric.metricValue()).matches()) {
      throw LogsErrors.invalid(
          "Invalid metric transformation: the metric value must be a number or a field of the"
              + " pattern: "
              + metric.metricValue());
    }
    if (metric.hasDimensions() && !metric.dimensions().isEmpty()) {
      if (metric.defaultValue() != null) {
        throw LogsErrors.invalid(
            "Invalid metric transformation: dimensions and default value are mutually exclusive"
                + " properties.");
      }
      if (metric.dimensions().size() > 3) {
        throw LogsErrors.invalid(
            "Invalid metric transformation: at most three dimensions can be given.");
      }
      if (!metric.dimensions().values().stream().allMatch(value -> value.startsWith("$"))) {
        throw LogsErrors.invalid(
            "Invalid metric transformation: a dimension must be a field of the pattern.");
      }
    }
  }

  DeleteMetricFilterResponse delete(CallContext context, DeleteMetricFilterRequest request) {
    LogTables place = tables.apply(context.place());
    LogGroupRow group = new LogGroups(place).existing(request.logGroupName()).value();
    Transaction.Delete delete =
        new Transaction.Delete(LogTables.metricKey(group.id(), request.filterName()));
    if (place.rows(List.of(delete.key())).isEmpty()) {
      throw LogsErrors.noSuch("metric filter");
    }
    place.commit(List.of(), List.of(delete));
    return DeleteMetricFilterResponse.builder().build();
  }

  DescribeMetricFiltersResponse describe(
      CallContext context, DescribeMetricFiltersRequest request) {
    if ((request.metricName() == null) != (request.metricNamespace() == null)) {
      throw LogsErrors.invalid("metricName and metricNamespace must be given together.");
    }
    LogTables place = tables.apply(context.place());
    String prefix = request.filterNamePrefix() == null ? "" : request.filterNamePrefix();
    String after = PageToken.read(request.nextToken()).orElse("");
    int limit = request.limit() == null ? PAGE : request.limit();
    List<MetricFilter> found =
        groups(place, Optional.ofNullable(request.logGroupName()))
            .flatMap(group -> place.metricFilters(group.id(), prefix).stream())
            .map(MetricFilterOperations::read)
            .filter(filter -> isOf(filter, request))
            .filter(filter -> order(filter).compareTo(after) > 0)
            .sorted(Comparator.comparing(MetricFilterOperations::order))
            .toList();
    boolean more = found.size() > limit;
    List<MetricFilter> page = more ? found.subList(0, limit) : found;
    return DescribeMetricFiltersResponse.builder()
        .metricFilters(page)
        .nextToken(more ? PageToken.write(order(page.getLast())) : null)
        .build();
  }

  private static Stream<LogGroupRow> groups(LogTables place, Optional<String> name) {
    if (name.isPresent()) {
      return Stream.of(new LogGroups(place).existing(name.get()).value());
    }
    List<LogGroupRow> all = new ArrayList<>();
    Optional<String> after = Optional.empty();
    for (List<Stored<LogGroupRow>> page = place.groups("", after, 1000);
        !page.isEmpty();
        page = place.groups("", after, 1000)) {
      page.forEach(row -> all.add(row.value()));
      after = Optional.of(page.getLast().value().name());
    }
    return all.stream();
  }

  private static boolean isOf(MetricFilter filter, DescribeMetricFiltersRequest request) {
    return request.metricName() == null
        || filter.metricTransformations().stream()
            .anyMatch(metric ->
                metric.metricName().equals(request.metricName())
                    && metric.metricNamespace().equals(request.metricNamespace()));
  }

  private static String order(MetricFilter filter) {
    return filter.logGroupName() + '\0' + filter.filterName();
  }

  private static MetricFilter read(Row row) {
    MetricFilter.Builder builder = MetricFilter.builder();
    KEPT.read(row.value(), builder);
    return builder.build();
  }

  TestMetricFilterResponse test(CallContext context, TestMetricFilterRequest request) {
    FilterPattern pattern = LogsErrors.parsed(request.filterPattern());
    List<MetricFilterMatchRecord> matches = new ArrayList<>();
    long number = 0;
    for (String message : request.logEventMessages()) {
      number++;
      Optional<Map<String, String>> values = pattern.extract(message);
      if (values.isPresent()) {
        matches.add(
            MetricFilterMatchRecord.builder()
                .eventNumber(number)
                .eventMessage(message)
                .extractedValues(values.get())
                .build());
      }
    }
    return TestMetricFilterResponse.builder().matches(matches).build();
  }
}
