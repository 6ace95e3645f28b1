package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.push.Pushes;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeMetricFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeResourcePoliciesRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeSubscriptionFiltersRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutSubscriptionFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TestMetricFilterRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

/**
 * The CloudWatch Logs service: its operations for the switchboard, and the writer that functions
 * log through. Thread-safe.
 */
public final class Logs implements Activity, AutoCloseable {
  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;
  private final Sequence sequence = new Sequence();
  private final Forwarding forwarding = new Forwarding();
  private final LiveTails tails = new LiveTails();
  private final Followers followers = new Followers(forwarding, tails);
  private final Housekeeping housekeeping;
  private final LogWriter writer;
  private volatile @Nullable SubscriptionTargets targets;

  /**
   * Opens the service and starts its two threads; {@link #start} lets subscriptions act.
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
    this.writer =
        new LogWriter(new PendingLines(this::tables, sequence, followers, authorizer, clock));
    housekeeping.start();
  }

  /**
   * Sends what subscription filters want, that first which an earlier run of the server has left.
   * After {@link Pushes#start}.
   *
   * @param switchboard where destinations are tried
   * @param pushes brings events to destinations
   * @param sessions who acts under a role, by its ARN and the session's name
   */
  public void start(
      Switchboard switchboard, Pushes pushes, BiFunction<Arn, String, Caller> sessions) {
    SubscriptionTargets reached = new SubscriptionTargets(switchboard, sessions);
    this.targets = reached;
    forwarding.start(new Forwarder(pushes, reached), LogTables.all(engine, random));
  }

  private SubscriptionTargets targets() {
    SubscriptionTargets reached = targets;
    if (reached == null) {
      throw new IllegalStateException("nothing is subscribed before the start");
    }
    return reached;
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
    EventOperations events = new EventOperations(tables, sequence, followers, writer, clock);
    TagOperations tags = new TagOperations(tables);
    SubscriptionOperations subscriptions = new SubscriptionOperations(tables, this::targets, clock);
    MetricFilterOperations metrics = new MetricFilterOperations(tables, clock);
    ResourcePolicyOperations policies = new ResourcePolicyOperations(tables, clock, random);
    LiveTailOperation tail = new LiveTailOperation(tables, tails, clock, random);
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
        .on("PutSubscriptionFilter", PutSubscriptionFilterRequest::builder, subscriptions::put)
        .on(
            "DescribeSubscriptionFilters",
            DescribeSubscriptionFiltersRequest::builder,
            subscriptions::describe)
        .on(
            "DeleteSubscriptionFilter",
            DeleteSubscriptionFilterRequest::builder,
            subscriptions::delete)
        .on("PutMetricFilter", PutMetricFilterRequest::builder, metrics::put)
        .on("DescribeMetricFilters", DescribeMetricFiltersRequest::builder, metrics::describe)
        .on("DeleteMetricFilter", DeleteMetricFilterRequest::builder, metrics::delete)
        .on("TestMetricFilter", TestMetricFilterRequest::builder, metrics::test)
        .on("PutResourcePolicy", PutResourcePolicyRequest::builder, policies::put)
        .on(
            "DescribeResourcePolicies",
            DescribeResourcePoliciesRequest::builder,
            policies::describe)
        .on("DeleteResourcePolicy", DeleteResourcePolicyRequest::builder, policies::delete)
        .onStream("StartLiveTail", StartLiveTailRequest::builder, tail::start)
        .build();
  }

  @Override
  public long begun() {
    return writer.appended() + forwarding.begun();
  }

  /** What functions have logged is written first, so that its subscriptions are known of. */
  @Override
  public List<Pending> pending() {
    writer.flush();
    return forwarding.pending();
  }

  /** Deliveries are counted where they are made. */
  @Override
  public Map<Done, Long> done() {
    return Map.of();
  }

  /** Writes what is pending and ends the threads; before the engine is closed. */
  @Override
  public void close() {
    writer.close();
    forwarding.close();
    housekeeping.close();
  }
}
