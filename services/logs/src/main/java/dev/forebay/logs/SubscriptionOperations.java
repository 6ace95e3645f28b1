package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteSubscriptionFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeSubscriptionFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeSubscriptionFiltersResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutSubscriptionFilterResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.SubscriptionFilter;

/** Puts, describes and deletes subscription filters. Thread-safe. */
final class SubscriptionOperations {
  /** Of a group ("CloudWatch Logs quotas"). */
  private static final int MOST = 2;

  private static final int PAGE = 50;

  private final Function<AccountRegion, LogTables> tables;
  private final Supplier<SubscriptionTargets> targets;
  private final Clock clock;

  SubscriptionOperations(
      Function<AccountRegion, LogTables> tables,
      Supplier<SubscriptionTargets> targets,
      Clock clock) {
    this.tables = tables;
    this.targets = targets;
    this.clock = clock;
  }

  PutSubscriptionFilterResponse put(CallContext context, PutSubscriptionFilterRequest request) {
    LogGroups groups = new LogGroups(tables.apply(context.place()));
    LogGroupRow group = groups.existing(request.logGroupName()).value();
    LogsErrors.parsed(request.filterPattern());
    if (request.fieldSelectionCriteria() != null || request.hasEmitSystemFields()) {
      throw LogsErrors.invalid(
          "fieldSelectionCriteria and emitSystemFields are not supported by Forebay.");
    }
    long now = clock.now().toEpochMilli();
    SubscriptionRow filter =
        new SubscriptionRow(
            request.filterName(),
            request.filterPattern(),
            request.destinationArn(),
            Optional.ofNullable(request.roleArn()),
            Optional.ofNullable(request.distributionAsString()).orElse("ByLogStream"),
            Boolean.TRUE.equals(request.applyOnTransformedLogs()),
            now);
    with(group.subscriptions(), filter);
    targets.get().check(context, group.name(), filter, now);
    groups.update(group.name(), row -> row.withSubscriptions(with(row.subscriptions(), filter)));
    return PutSubscriptionFilterResponse.builder().build();
  }

  // A filter of the same name is changed; it goes on from where it was.
  private static List<SubscriptionRow> with(List<SubscriptionRow> filters, SubscriptionRow filter) {
    List<SubscriptionRow> changed = new ArrayList<>();
    boolean replaced = false;
    for (SubscriptionRow one : filters) {
      if (one.name().equals(filter.name())) {
        changed.add(
            new SubscriptionRow(
                filter.name(),
                filter.pattern(),
                filter.destination(),
                filter.role(),
                filter.distribution(),
                filter.transformed(),
                one.created()));
        replaced = true;
      } else {
        changed.add(one);
      }
    }
    if (!replaced) {
      changed.add(filter);
    }
    if (changed.size() > MOST) {
      throw LogsErrors.limit();
    }
    return changed;
  }

  DeleteSubscriptionFilterResponse delete(
      CallContext context, DeleteSubscriptionFilterRequest request) {
    new LogGroups(tables.apply(context.place()))
        .update(
            request.logGroupName(),
            row -> row.withSubscriptions(without(row.subscriptions(), request.filterName())));
    return DeleteSubscriptionFilterResponse.builder().build();
  }

  private static List<SubscriptionRow> without(List<SubscriptionRow> filters, String name) {
    List<SubscriptionRow> left =
        filters.stream().filter(filter -> !filter.name().equals(name)).toList();
    if (left.size() == filters.size()) {
      throw LogsErrors.noSuch("subscription filter");
    }
    return left;
  }

  DescribeSubscriptionFiltersResponse describe(
      CallContext context, DescribeSubscriptionFiltersRequest request) {
    LogGroupRow group =
        new LogGroups(tables.apply(context.place())).existing(request.logGroupName()).value();
    String prefix = request.filterNamePrefix() == null ? "" : request.filterNamePrefix();
    String after = PageToken.read(request.nextToken()).orElse("");
    int limit = request.limit() == null ? PAGE : request.limit();
    List<SubscriptionFilter> found =
        group.subscriptions().stream()
            .filter(filter -> filter.name().startsWith(prefix))
            .filter(filter -> filter.name().compareTo(after) > 0)
            .sorted(java.util.Comparator.comparing(SubscriptionRow::name))
            .map(filter -> described(group, filter))
            .toList();
    boolean more = found.size() > limit;
    List<SubscriptionFilter> page = more ? found.subList(0, limit) : found;
    return DescribeSubscriptionFiltersResponse.builder()
        .subscriptionFilters(page)
        .nextToken(more ? PageToken.write(page.getLast().filterName()) : null)
        .build();
  }

  private static SubscriptionFilter described(LogGroupRow group, SubscriptionRow filter) {
    return SubscriptionFilter.builder()
        .filterName(filter.name())
        .logGroupName(group.name())
        .filterPattern(filter.pattern())
        .destinationArn(filter.destination())
        .roleArn(filter.role().orElse(null))
        .distribution(filter.distribution())
        .applyOnTransformedLogs(filter.transformed())
        .creationTime(filter.created())
        .build();
  }
}
