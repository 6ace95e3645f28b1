package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.ServiceBinding;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

/**
 * The CloudWatch Logs service: its operations for the switchboard, and the writer that functions
 * log through. Thread-safe.
 */
public final class Logs implements AutoCloseable {
  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;
  private final Sequence sequence = new Sequence();
  private final Housekeeping housekeeping;
  private final LogWriter writer;

  /**
   * Opens the service and starts its two threads.
   *
   * @param engine holds all its state
   * @param clock ages events and stamps what is made
   * @param random thread-safe; for ids
   * @param authorizer asked about every writer of {@link #writer}, as the switchboard asks it
   */
  public Logs(StorageEngine engine, Clock clock, RandomGenerator random, Authorizer authorizer) {
    this.engine = engine;
    this.clock = clock;
    this.random = random;
    this.housekeeping = new Housekeeping(engine, clock, random);
    this.writer = new LogWriter(new PendingLines(this::tables, sequence, authorizer, clock));
    housekeeping.start();
  }

  private LogTables tables(AccountRegion place) {
    return LogTables.of(engine, random, place);
  }

  /** The way in for functions' own lines. */
  public LogWriter writer() {
    return writer;
  }

  /** The operations, under {@code logs}. */
  public ServiceBinding binding() {
    Function<AccountRegion, LogTables> tables = this::tables;
    GroupOperations groups = new GroupOperations(tables, housekeeping, clock);
    StreamOperations streams = new StreamOperations(tables, housekeeping, writer, clock);
    EventOperations events = new EventOperations(tables, sequence, writer, clock);
    TagOperations tags = new TagOperations(tables);
    return ServiceBinding.of("logs")
        .on("CreateLogGroup", CreateLogGroupRequest::builder, groups::create)
        .on("DeleteLogGroup", DeleteLogGroupRequest::builder, groups::delete)
        .on("DescribeLogGroups", DescribeLogGroupsRequest::builder, groups::describe)
        .on("PutRetentionPolicy", PutRetentionPolicyRequest::builder, groups::putRetention)
        .on("DeleteRetentionPolicy", DeleteRetentionPolicyRequest::builder, groups::deleteRetention)
        .on(
            "PutLogGroupDeletionProtection",
            PutLogGroupDeletionProtectionRequest::builder,
            groups::putDeletionProtection)
        .on("CreateLogStream", CreateLogStreamRequest::builder, streams::create)
        .on("DeleteLogStream", DeleteLogStreamRequest::builder, streams::delete)
        .on("DescribeLogStreams", DescribeLogStreamsRequest::builder, streams::describe)
        .on("PutLogEvents", PutLogEventsRequest::builder, events::put)
        .on("GetLogEvents", GetLogEventsRequest::builder, events::get)
        .on("FilterLogEvents", FilterLogEventsRequest::builder, events::filter)
        .on("TagResource", TagResourceRequest::builder, tags::tag)
        .on("UntagResource", UntagResourceRequest::builder, tags::untag)
        .on("ListTagsForResource", ListTagsForResourceRequest::builder, tags::list)
        .on("TagLogGroup", TagLogGroupRequest::builder, tags::tagGroup)
        .on("UntagLogGroup", UntagLogGroupRequest::builder, tags::untagGroup)
        .on("ListTagsLogGroup", ListTagsLogGroupRequest::builder, tags::listGroup)
        .build();
  }

  /** Writes what is pending and ends the threads; before the engine is closed. */
  @Override
  public void close() {
    writer.close();
    housekeeping.close();
  }
}
