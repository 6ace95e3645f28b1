package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.model.ContinuousBackupsDescription;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.Endpoint;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryDescription;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** Time to live, tags, continuous backups and limits. Thread-safe. */
final class OptionOperations {
  private static final long ACCOUNT_UNITS = 80_000;
  private static final long TABLE_UNITS = 40_000;
  private static final long CACHED_MINUTES = 1_440;
  private static final Duration RECOVERABLE = Duration.ofMinutes(5);

  private final Tables tables;
  private final Upkeep upkeep;
  private final Clock clock;

  OptionOperations(Tables tables, Upkeep upkeep, Clock clock) {
    this.tables = tables;
    this.upkeep = upkeep;
    this.clock = clock;
  }

  private OpenTable find(CallContext context, String nameOrArn) {
    Tables.Place place = Tables.place(context.place(), nameOrArn);
    return tables.find(place).orElseThrow(() -> TableOperations.noTable(place));
  }

  private OpenTable resource(CallContext context, String arn) {
    return tables
        .find(Tables.place(context.place(), arn))
        .orElseThrow(() ->
            Errors.notFound("Requested resource not found: ResourcArn: " + arn + " not found"));
  }

  private OpenTable change(OpenTable table, UnaryOperator<TableRow> change) {
    Database database = table.database();
    return database.change(batch -> {
      TableRow row = change.apply(tables.current(batch, table).row());
      tables.put(batch, database, row);
      return new OpenTable(database, row, row.encode());
    });
  }

  UpdateTimeToLiveResponse updateTimeToLive(CallContext context, UpdateTimeToLiveRequest request) {
    OpenTable table = find(context, request.tableName());
    String attribute = request.timeToLiveSpecification().attributeName();
    boolean enabled = request.timeToLiveSpecification().enabled();
    Database database = table.database();
    database.change(batch -> {
      TableRow row = tables.current(batch, table).row();
      TimeToLive there = row.timeToLive();
      if (there.enabled() == enabled) {
        throw Errors.validation("TimeToLive is already " + (enabled ? "enabled" : "disabled"));
      }
      if (!enabled && !there.attribute().equals(attribute)) {
        throw Errors.validation(
            "TimeToLive is active on a different AttributeName: current AttributeName is "
                + there.attribute());
      }
      if (!enabled) {
        tables.purge(batch, OpenTable.entries(there.number()), there.number());
      }
      TimeToLive next =
          enabled
              ? new TimeToLive(attribute, true, Tables.number(batch), false)
              : new TimeToLive(attribute, false, 0, true);
      tables.put(batch, database, row.with(next));
      return true;
    });
    upkeep.wake();
    return UpdateTimeToLiveResponse.builder()
        .timeToLiveSpecification(request.timeToLiveSpecification())
        .build();
  }

  DescribeTimeToLiveResponse describeTimeToLive(
      CallContext context, DescribeTimeToLiveRequest request) {
    TimeToLive there = find(context, request.tableName()).row().timeToLive();
    TimeToLiveDescription.Builder answer =
        TimeToLiveDescription.builder().timeToLiveStatus(there.enabled() ? "ENABLED" : "DISABLED");
    if (there.enabled()) {
      answer.attributeName(there.attribute());
    }
    return DescribeTimeToLiveResponse.builder().timeToLiveDescription(answer.build()).build();
  }

  TagResourceResponse tag(CallContext context, TagResourceRequest request) {
    Map<String, String> more = Tags.of(request.tags());
    change(
        resource(context, request.resourceArn()),
        row -> row.with(row.options().withTags(Tags.merged(row.options().tags(), more))));
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(CallContext context, UntagResourceRequest request) {
    change(
        resource(context, request.resourceArn()),
        row -> {
          Map<String, String> left = new HashMap<>(row.options().tags());
          left.keySet().removeAll(request.tagKeys());
          return row.with(row.options().withTags(left));
        });
    return UntagResourceResponse.builder().build();
  }

  ListTagsOfResourceResponse tags(CallContext context, ListTagsOfResourceRequest request) {
    return ListTagsOfResourceResponse.builder()
        .tags(Tags.wire(resource(context, request.resourceArn()).row().options().tags()))
        .build();
  }

  UpdateContinuousBackupsResponse updateBackups(
      CallContext context, UpdateContinuousBackupsRequest request) {
    boolean enabled = request.pointInTimeRecoverySpecification().pointInTimeRecoveryEnabled();
    long now = clock.now().toEpochMilli();
    OpenTable table =
        change(
            find(context, request.tableName()),
            row -> {
              long since = row.options().pointInTimeRecovery();
              long next = enabled ? (since >= 0 ? since : now) : -1;
              return row.with(row.options().withRecovery(next));
            });
    return UpdateContinuousBackupsResponse.builder()
        .continuousBackupsDescription(backups(table))
        .build();
  }

  DescribeContinuousBackupsResponse describeBackups(
      CallContext context, DescribeContinuousBackupsRequest request) {
    return DescribeContinuousBackupsResponse.builder()
        .continuousBackupsDescription(backups(find(context, request.tableName())))
        .build();
  }

  private ContinuousBackupsDescription backups(OpenTable table) {
    long since = table.row().options().pointInTimeRecovery();
    PointInTimeRecoveryDescription.Builder recovery =
        PointInTimeRecoveryDescription.builder()
            .pointInTimeRecoveryStatus(since >= 0 ? "ENABLED" : "DISABLED");
    if (since >= 0) {
      Instant latest = clock.now().minus(RECOVERABLE);
      Instant earliest = Instant.ofEpochMilli(since);
      recovery
          .earliestRestorableDateTime(earliest)
          .latestRestorableDateTime(latest.isBefore(earliest) ? earliest : latest);
    }
    return ContinuousBackupsDescription.builder()
        .continuousBackupsStatus("ENABLED")
        .pointInTimeRecoveryDescription(recovery.build())
        .build();
  }

  DescribeLimitsResponse limits(CallContext context, DescribeLimitsRequest request) {
    return DescribeLimitsResponse.builder()
        .accountMaxReadCapacityUnits(ACCOUNT_UNITS)
        .accountMaxWriteCapacityUnits(ACCOUNT_UNITS)
        .tableMaxReadCapacityUnits(TABLE_UNITS)
        .tableMaxWriteCapacityUnits(TABLE_UNITS)
        .build();
  }

  DescribeEndpointsResponse endpoints(CallContext context, DescribeEndpointsRequest request) {
    return DescribeEndpointsResponse.builder()
        .endpoints(
            Endpoint.builder()
                .address(context.endpoint().getAuthority())
                .cachePeriodInMinutes(CACHED_MINUTES)
                .build())
        .build();
  }
}
