package dev.forebay.scheduler;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.push.Pushes;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.DeleteScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleGroupRequest;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.ListScheduleGroupsRequest;
import software.amazon.awssdk.services.scheduler.model.ListSchedulesRequest;
import software.amazon.awssdk.services.scheduler.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.scheduler.model.TagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UntagResourceRequest;
import software.amazon.awssdk.services.scheduler.model.UpdateScheduleRequest;

/**
 * EventBridge Scheduler: its operations for the switchboard, and the clockwork that runs schedules.
 * Thread-safe.
 */
public final class Scheduler implements Activity, AutoCloseable {
  private final Clock clock;
  private final RowStore<AccountRegion> store;
  private final Clockwork clockwork;
  private volatile @Nullable Switchboard switchboard;

  /**
   * Opens the service; {@link #start} lets it act.
   *
   * @param engine holds all its state
   * @param clock runs schedules
   * @param random thread-safe; for ids and flexible windows
   * @param pushes brings inputs to targets
   * @param endpoint where URLs of queues begin
   * @param sessions who acts under a role, by its ARN and the session's name
   */
  public Scheduler(
      StorageEngine engine,
      Clock clock,
      RandomGenerator random,
      Pushes pushes,
      URI endpoint,
      BiFunction<Arn, String, Caller> sessions) {
    this.clock = clock;
    this.store = new RowStore<>(engine, "scheduler", random, SchedulerErrors::unavailable);
    this.clockwork =
        new Clockwork(
            store,
            new Runs(endpoint, sessions),
            pushes,
            clock,
            random,
            () -> switchboard().services());
  }

  /**
   * Goes on with the schedules that an earlier run of the server has left. After {@link
   * Pushes#start}.
   *
   * @param board knows the operations that universal targets name
   */
  public void start(Switchboard board) {
    this.switchboard = board;
    clockwork.resume();
  }

  private Switchboard switchboard() {
    Switchboard board = switchboard;
    if (board == null) {
      throw new IllegalStateException("no schedule runs before the start");
    }
    return board;
  }

  /** The operations, under {@code scheduler}. */
  public ServiceBinding binding() {
    GroupOperations groups = new GroupOperations(store, clockwork, clock);
    ScheduleOperations schedules =
        new ScheduleOperations(store, groups, clockwork, this::switchboard, clock);
    return ServiceBinding.of("scheduler")
        .on("CreateSchedule", CreateScheduleRequest::builder, schedules::create)
        .on("UpdateSchedule", UpdateScheduleRequest::builder, schedules::update)
        .on("GetSchedule", GetScheduleRequest::builder, schedules::get)
        .on("DeleteSchedule", DeleteScheduleRequest::builder, schedules::delete)
        .on("ListSchedules", ListSchedulesRequest::builder, schedules::list)
        .on("CreateScheduleGroup", CreateScheduleGroupRequest::builder, groups::create)
        .on("GetScheduleGroup", GetScheduleGroupRequest::builder, groups::get)
        .on("ListScheduleGroups", ListScheduleGroupsRequest::builder, groups::list)
        .on("DeleteScheduleGroup", DeleteScheduleGroupRequest::builder, groups::delete)
        .on("TagResource", TagResourceRequest::builder, groups::tag)
        .on("UntagResource", UntagResourceRequest::builder, groups::untag)
        .on("ListTagsForResource", ListTagsForResourceRequest::builder, groups::listTags)
        .build();
  }

  @Override
  public long begun() {
    return clockwork.begun();
  }

  @Override
  public List<Pending> pending() {
    return clockwork.pending();
  }

  /** Deliveries are counted where they are made. */
  @Override
  public Map<Done, Long> done() {
    return Map.of();
  }

  /** Forgets what was made from a storage that was reset. */
  public void reset() {
    clockwork.reset();
  }

  /** Begins nothing any more. */
  @Override
  public void close() {
    clockwork.close();
  }
}
