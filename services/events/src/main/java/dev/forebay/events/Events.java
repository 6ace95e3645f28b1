package dev.forebay.events;

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
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.ActivateEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeactivateEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListApiDestinationsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventBusesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventSourcesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.StartReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.eventbridge.model.TestEventPatternRequest;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateApiDestinationRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateEventBusRequest;

/**
 * The EventBridge service: its operations for the switchboard, and what it does by itself on the
 * clock: schedules of rules, and replays. Thread-safe.
 */
public final class Events implements Activity, AutoCloseable {
  private final Clock clock;
  private final RandomGenerator random;
  private final Buses buses;
  private final Router router;
  private final RuleSchedules schedules;
  private final ArchiveOperations archives;
  private final Replays replays;
  private final ConnectionOperations connections;
  private final DestinationOperations destinations;
  private final ApiCalls apiCalls;
  private final PermissionOperations permissions;
  private volatile @Nullable Switchboard switchboard;

  /**
   * Opens the service; {@link #start} lets it act.
   *
   * @param engine holds all its state
   * @param clock runs schedules and replays, and stamps events
   * @param random thread-safe; for ids
   * @param pushes brings events to targets
   * @param endpoint where URLs of queues begin
   * @param sessions who acts under a role, by its ARN and the session's name
   */
  public Events(
      StorageEngine engine,
      Clock clock,
      RandomGenerator random,
      Pushes pushes,
      URI endpoint,
      BiFunction<Arn, String, Caller> sessions) {
    this.clock = clock;
    this.random = random;
    this.buses = new Buses(new RowStore<>(engine, "events", random, EventsErrors::unavailable));
    ArchiveLogs logs = new ArchiveLogs(engine, clock, random);
    this.router = new Router(buses, new Deliveries(endpoint, sessions), pushes, logs);
    this.schedules = new RuleSchedules(buses, router, clock);
    this.archives = new ArchiveOperations(buses, logs, clock, random);
    this.replays = new Replays(buses, archives, logs, router, clock);
    this.connections = new ConnectionOperations(buses, clock, random);
    this.destinations = new DestinationOperations(buses, connections, clock, random);
    this.apiCalls = new ApiCalls(connections, destinations, clock);
    this.permissions = new PermissionOperations(buses, clock);
  }

  /**
   * Goes on with the schedules and replays that an earlier run of the server has left. After {@link
   * Pushes#start}.
   *
   * @param board takes the calls of targets that need more than one
   */
  public void start(Switchboard board) {
    this.switchboard = board;
    schedules.resume();
    replays.resume();
  }

  private Switchboard switchboard() {
    Switchboard board = switchboard;
    if (board == null) {
      throw new IllegalStateException("no event goes anywhere before the start");
    }
    return board;
  }

  /** The operations, under {@code events}; three of them are ours, and no client can reach them. */
  public ServiceBinding binding() {
    BusOperations busOperations = new BusOperations(buses, clock);
    RuleOperations rules = new RuleOperations(buses, schedules);
    TargetOperations targets = new TargetOperations(buses);
    TagOperations tags = new TagOperations(buses, rules);
    PutEventsOperation putEvents = new PutEventsOperation(router, clock, random);
    ReplayOperations replaying = new ReplayOperations(buses, replays, clock);
    PartnerOperations partners = new PartnerOperations();
    LogGroups logGroups = new LogGroups(this::switchboard);
    Forwards forwards = new Forwards(this::switchboard, router, buses, clock);
    return ServiceBinding.of("events")
        .on("CreateEventBus", CreateEventBusRequest::builder, busOperations::create)
        .on("UpdateEventBus", UpdateEventBusRequest::builder, busOperations::update)
        .on("DescribeEventBus", DescribeEventBusRequest::builder, busOperations::describe)
        .on("ListEventBuses", ListEventBusesRequest::builder, busOperations::list)
        .on("DeleteEventBus", DeleteEventBusRequest::builder, busOperations::delete)
        .on("PutPermission", PutPermissionRequest::builder, permissions::put)
        .on("RemovePermission", RemovePermissionRequest::builder, permissions::remove)
        .on("PutRule", PutRuleRequest::builder, rules::put)
        .on("DescribeRule", DescribeRuleRequest::builder, rules::describe)
        .on("ListRules", ListRulesRequest::builder, rules::list)
        .on("ListRuleNamesByTarget", ListRuleNamesByTargetRequest::builder, rules::listByTarget)
        .on("EnableRule", EnableRuleRequest::builder, rules::enable)
        .on("DisableRule", DisableRuleRequest::builder, rules::disable)
        .on("DeleteRule", DeleteRuleRequest::builder, rules::delete)
        .on("TestEventPattern", TestEventPatternRequest::builder, rules::test)
        .on("PutTargets", PutTargetsRequest::builder, targets::put)
        .on("RemoveTargets", RemoveTargetsRequest::builder, targets::remove)
        .on("ListTargetsByRule", ListTargetsByRuleRequest::builder, targets::list)
        .on("TagResource", TagResourceRequest::builder, tags::tag)
        .on("UntagResource", UntagResourceRequest::builder, tags::untag)
        .on("ListTagsForResource", ListTagsForResourceRequest::builder, tags::list)
        .on("PutEvents", PutEventsRequest::builder, putEvents::put)
        .on("CreateArchive", CreateArchiveRequest::builder, archives::create)
        .on("UpdateArchive", UpdateArchiveRequest::builder, archives::update)
        .on("DescribeArchive", DescribeArchiveRequest::builder, archives::describe)
        .on("ListArchives", ListArchivesRequest::builder, archives::list)
        .on("DeleteArchive", DeleteArchiveRequest::builder, archives::delete)
        .on("StartReplay", StartReplayRequest::builder, replaying::start)
        .on("CancelReplay", CancelReplayRequest::builder, replaying::cancel)
        .on("DescribeReplay", DescribeReplayRequest::builder, replaying::describe)
        .on("ListReplays", ListReplaysRequest::builder, replaying::list)
        .on("CreateConnection", CreateConnectionRequest::builder, connections::create)
        .on("UpdateConnection", UpdateConnectionRequest::builder, connections::update)
        .on(
            "DeauthorizeConnection",
            DeauthorizeConnectionRequest::builder,
            connections::deauthorize)
        .on("DeleteConnection", DeleteConnectionRequest::builder, connections::delete)
        .on("DescribeConnection", DescribeConnectionRequest::builder, connections::describe)
        .on("ListConnections", ListConnectionsRequest::builder, connections::list)
        .on("CreateApiDestination", CreateApiDestinationRequest::builder, destinations::create)
        .on("UpdateApiDestination", UpdateApiDestinationRequest::builder, destinations::update)
        .on("DeleteApiDestination", DeleteApiDestinationRequest::builder, destinations::delete)
        .on(
            "DescribeApiDestination",
            DescribeApiDestinationRequest::builder,
            destinations::describe)
        .on("ListApiDestinations", ListApiDestinationsRequest::builder, destinations::list)
        .on("ListEventSources", ListEventSourcesRequest::builder, partners::list)
        .on(
            "DescribeEventSource",
            DescribeEventSourceRequest::builder,
            (context, request) -> {
              throw PartnerOperations.none(request.name());
            })
        .on(
            "ActivateEventSource",
            ActivateEventSourceRequest::builder,
            (context, request) -> {
              throw PartnerOperations.none(request.name());
            })
        .on(
            "DeactivateEventSource",
            DeactivateEventSourceRequest::builder,
            (context, request) -> {
              throw PartnerOperations.none(request.name());
            })
        .on(LogGroups.OPERATION, PutLogEventsRequest::builder, logGroups::deliver)
        .on(Forwards.OPERATION, PutEventsRequest::builder, forwards::forward)
        .on(ApiCalls.OPERATION, Target::builder, apiCalls::call)
        .build();
  }

  /**
   * The policy of a bus as it is now, as a text; empty when there is none. That of a default bus
   * says as well that AWS's services put their events there, which nobody has to allow.
   */
  public Optional<String> policy(Arn bus) {
    return permissions.policy(bus);
  }

  @Override
  public long begun() {
    return schedules.begun() + replays.begun();
  }

  @Override
  public List<Pending> pending() {
    return Stream.concat(schedules.pending().stream(), replays.pending().stream()).toList();
  }

  /** Deliveries are counted where they are made. */
  @Override
  public Map<Done, Long> done() {
    return Map.of();
  }

  /** Forgets what was made from a storage that was reset. */
  public void reset() {
    schedules.reset();
    replays.reset();
    buses.reset();
    apiCalls.reset();
  }

  /** Begins nothing any more. */
  @Override
  public void close() {
    schedules.close();
    replays.close();
    apiCalls.close();
  }
}
