package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyResponse;

/** Makes, describes, changes and deletes log groups. Thread-safe. */
final class GroupOperations {
  private static final int PAGE = 50;
  private static final int SCAN = 500;
  private static final String RESERVED = "aws/";
  private static final Set<Integer> RETENTION_DAYS =
      new TreeSet<>(
          Set.of(
              1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
              2922, 3288, 3653));

  private final Function<AccountRegion, LogTables> tables;
  private final Housekeeping housekeeping;
  private final Clock clock;

  GroupOperations(
      Function<AccountRegion, LogTables> tables, Housekeeping housekeeping, Clock clock) {
    this.tables = tables;
    this.housekeeping = housekeeping;
    this.clock = clock;
  }

  CreateLogGroupResponse create(CallContext context, CreateLogGroupRequest request) {
    LogTables place = tables.apply(context.place());
    if (request.logGroupName().regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
      throw LogsErrors.invalid("Log groups starting with AWS/ are reserved for AWS.");
    }
    Map<String, String> tags = request.hasTags() ? request.tags() : Map.of();
    TagOperations.check(tags);
    LogGroupRow group =
        new LogGroupRow(
            place.freshId(),
            request.logGroupName(),
            clock.now().toEpochMilli(),
            Optional.empty(),
            Optional.ofNullable(request.kmsKeyId()),
            Optional.ofNullable(request.logGroupClassAsString()).orElse("STANDARD"),
            Boolean.TRUE.equals(request.deletionProtectionEnabled()),
            tags,
            List.of());
    if (!new LogGroups(place).create(group)) {
      throw LogsErrors.exists("log group");
    }
    return CreateLogGroupResponse.builder().build();
  }

  DeleteLogGroupResponse delete(CallContext context, DeleteLogGroupRequest request) {
    new LogGroups(tables.apply(context.place())).delete(request.logGroupName());
    housekeeping.wake();
    return DeleteLogGroupResponse.builder().build();
  }

  PutRetentionPolicyResponse putRetention(CallContext context, PutRetentionPolicyRequest request) {
    if (!RETENTION_DAYS.contains(request.retentionInDays())) {
      throw LogsErrors.invalid(
          "1 validation error detected: Value '"
              + request.retentionInDays()
              + "' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum"
              + " value set: "
              + RETENTION_DAYS);
    }
    new LogGroups(tables.apply(context.place()))
        .update(
            request.logGroupName(),
            group -> group.withRetention(Optional.of(request.retentionInDays())));
    housekeeping.wake();
    return PutRetentionPolicyResponse.builder().build();
  }

  DeleteRetentionPolicyResponse deleteRetention(
      CallContext context, DeleteRetentionPolicyRequest request) {
    new LogGroups(tables.apply(context.place()))
        .update(request.logGroupName(), group -> group.withRetention(Optional.empty()));
    return DeleteRetentionPolicyResponse.builder().build();
  }

  PutLogGroupDeletionProtectionResponse putDeletionProtection(
      CallContext context, PutLogGroupDeletionProtectionRequest request) {
    boolean on = Boolean.TRUE.equals(request.deletionProtectionEnabled());
    new LogGroups(tables.apply(context.place()))
        .update(
            GroupReference.either(null, request.logGroupIdentifier(), context.place()),
            group -> group.withDeletionProtection(on));
    return PutLogGroupDeletionProtectionResponse.builder().build();
  }

  DescribeLogGroupsResponse describe(CallContext context, DescribeLogGroupsRequest request) {
    if (request.logGroupNamePrefix() != null && request.logGroupNamePattern() != null) {
      throw LogsErrors.invalid(
          "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
    }
    if (request.hasAccountIdentifiers()
        && !request.accountIdentifiers().contains(context.place().account().value())) {
      return DescribeLogGroupsResponse.builder().logGroups(List.of()).build();
    }
    LogTables place = tables.apply(context.place());
    int limit = request.limit() == null ? PAGE : request.limit();
    String prefix = request.logGroupNamePrefix() == null ? "" : request.logGroupNamePrefix();
    Predicate<LogGroupRow> wanted = wanted(request, context.place());
    List<LogGroup> found = new ArrayList<>();
    Optional<String> after = PageToken.read(request.nextToken());
    while (true) {
      List<Stored<LogGroupRow>> rows = place.groups(prefix, after, SCAN);
      for (Stored<LogGroupRow> row : rows) {
        if (wanted.test(row.value())) {
          if (found.size() == limit) {
            return DescribeLogGroupsResponse.builder()
                .logGroups(found)
                .nextToken(PageToken.write(found.getLast().logGroupName()))
                .build();
          }
          found.add(described(place, context.place(), row.value()));
        }
      }
      if (rows.size() < SCAN) {
        return DescribeLogGroupsResponse.builder().logGroups(found).build();
      }
      after = Optional.of(rows.getLast().value().name());
    }
  }

  private static Predicate<LogGroupRow> wanted(
      DescribeLogGroupsRequest request, AccountRegion place) {
    Set<String> names =
        request.hasLogGroupIdentifiers()
            ? request.logGroupIdentifiers().stream()
                .map(identifier -> GroupReference.either(null, identifier, place))
                .collect(java.util.stream.Collectors.toSet())
            : Set.of();
    return group ->
        (!request.hasLogGroupIdentifiers() || names.contains(group.name()))
            && (request.logGroupNamePattern() == null
                || group.name().contains(request.logGroupNamePattern()))
            && (request.logGroupClass() == null
                || group.logGroupClass().equals(request.logGroupClassAsString()));
  }

  private static LogGroup described(LogTables tables, AccountRegion place, LogGroupRow group) {
    String arn = GroupReference.arn(place, group.name());
    long bytes =
        tables.allStreams(group.id(), "").stream()
            .mapToLong(stream -> stream.value().bytes())
            .sum();
    return LogGroup.builder()
        .logGroupName(group.name())
        .creationTime(group.created())
        .retentionInDays(group.retentionDays().orElse(null))
        .metricFilterCount(tables.metricFilters(group.id(), "").size())
        .arn(arn + ":*")
        .logGroupArn(arn)
        .storedBytes(bytes)
        .kmsKeyId(group.kmsKeyId().orElse(null))
        .logGroupClass(group.logGroupClass())
        .deletionProtectionEnabled(group.deletionProtected())
        .build();
  }
}
