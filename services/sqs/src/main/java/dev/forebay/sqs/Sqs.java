package dev.forebay.sqs;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Backlog;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Trail;
import dev.forebay.storage.Queue;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.CancelMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.StartMessageMoveTaskRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;

/**
 * The SQS service: its operations for the switchboard, and what it does by itself on the clock:
 * dropping old messages and moving dead letters. Thread-safe.
 */
public final class Sqs implements Activity, AutoCloseable {
  private static final long IN_FLIGHT = 120_000;

  private final StorageEngine engine;
  private final Clock clock;
  private final Clock wallClock;
  private final RandomGenerator random;
  private final Trail trail;
  private final long mostInFlight;
  private final Queues queues;
  private final Retention retention;
  private final MoveTasks tasks;
  private final Mover mover;
  private final Waiters waiters = new Waiters();

  /**
   * Opens the service, and goes on with what it did when it was last closed or killed.
   *
   * @param engine holds all its state
   * @param clock decides what is visible, due or too old
   * @param wallClock the real clock: no client waits longer than it asked
   * @param random thread-safe; for ids
   * @param trail hears of messages that go to a dead-letter queue or are moved by a task
   */
  public Sqs(
      StorageEngine engine, Clock clock, Clock wallClock, RandomGenerator random, Trail trail) {
    this(engine, clock, wallClock, random, trail, IN_FLIGHT);
  }

  /** With another limit of messages in flight. */
  Sqs(
      StorageEngine engine,
      Clock clock,
      Clock wallClock,
      RandomGenerator random,
      Trail trail,
      long mostInFlight) {
    this.engine = engine;
    this.clock = clock;
    this.wallClock = wallClock;
    this.random = random;
    this.trail = trail;
    this.mostInFlight = mostInFlight;
    this.queues = new Queues(engine, random);
    this.retention = new Retention(queues, clock);
    this.tasks = new MoveTasks(queues);
    this.mover = new Mover(queues, tasks, retention, clock, trail);
    resume();
  }

  private void resume() {
    queues.dropOrphans();
    for (AccountRegion place : queues.places()) {
      queues.all(place).forEach(queue -> retention.note(queue, clock.now()));
      tasks.running(place).forEach(known -> mover.go(place, known.queue(), known.task().id()));
    }
  }

  /** Starts nothing new; what is under way ends with the storage. */
  @Override
  public void close() {
    mover.close();
  }

  @Override
  public long begun() {
    return retention.notes() + mover.begun();
  }

  /** The steps of move tasks. That messages lie in a queue is nobody's work. */
  @Override
  public List<Pending> pending() {
    return mover.pending();
  }

  @Override
  public Map<Done, Long> done() {
    return mover.done();
  }

  /** What lies in a queue; empty when there is no such queue. */
  public Optional<Backlog> backlog(Arn arn) {
    return place(arn)
        .flatMap(place -> queues.find(place, arn))
        .map(queue -> {
          Instant now = clock.now();
          Optional<Instant> next = queue.messages().nextDue(now);
          Queue.Depth depth = queue.messages().depth(now);
          boolean ready = next.filter(due -> !due.isAfter(now)).isPresent();
          return new Backlog(
              ready ? Math.max(1, depth.visible()) : 0,
              depth.inFlight() + depth.delayed(),
              next,
              waiters.at(queue));
        });
  }

  /** Forgets what is remembered of queues; when the storage has been reset. */
  public void reset() {
    queues.forget();
  }

  /** The policy of a queue as it is now, as a text; empty when there is none. */
  public Optional<String> policy(Arn arn) {
    return place(arn)
        .flatMap(place -> queues.find(place, arn))
        .map(queue -> queue.row().attribute(QueueAttributes.POLICY))
        .filter(text -> !text.isEmpty());
  }

  /** The tags of a queue as they are now; none when there is no such queue. */
  public Map<String, String> tags(Arn arn) {
    return place(arn)
        .flatMap(place -> queues.find(place, arn))
        .map(queue -> queue.row().tags())
        .orElse(Map.of());
  }

  private static Optional<AccountRegion> place(Arn arn) {
    return AccountId.isValid(arn.account()) && Region.isValid(arn.region())
        ? Optional.of(new AccountRegion(new AccountId(arn.account()), new Region(arn.region())))
        : Optional.empty();
  }

  /** The operations, under {@code sqs}. */
  public ServiceBinding binding() {
    AttributeOperations attributes = new AttributeOperations(queues, engine, retention, clock);
    QueueOperations operations = new QueueOperations(queues, attributes, retention, clock);
    TagOperations tags = new TagOperations(queues);
    PermissionOperations permissions = new PermissionOperations(queues, clock);
    SendOperations sends = new SendOperations(queues, new Outbox(retention, clock, random));
    Receiver receiver =
        new Receiver(
            new DeadLetters(queues, retention, trail),
            retention,
            clock,
            wallClock,
            waiters,
            mostInFlight);
    ReceiveOperations receives =
        new ReceiveOperations(queues, receiver, new ReceiveAttempts(), clock);
    SettleOperations settles = new SettleOperations(queues, clock);
    MoveTaskOperations moves =
        new MoveTaskOperations(queues, tasks, mover, retention, clock, random);
    return ServiceBinding.of("sqs")
        .on("CreateQueue", CreateQueueRequest::builder, operations::create)
        .on("GetQueueUrl", GetQueueUrlRequest::builder, operations::url)
        .on("ListQueues", ListQueuesRequest::builder, operations::list)
        .on("DeleteQueue", DeleteQueueRequest::builder, operations::delete)
        .on("PurgeQueue", PurgeQueueRequest::builder, operations::purge)
        .on(
            "ListDeadLetterSourceQueues",
            ListDeadLetterSourceQueuesRequest::builder,
            operations::sources)
        .on("GetQueueAttributes", GetQueueAttributesRequest::builder, attributes::get)
        .on("SetQueueAttributes", SetQueueAttributesRequest::builder, attributes::set)
        .on("TagQueue", TagQueueRequest::builder, tags::tag)
        .on("UntagQueue", UntagQueueRequest::builder, tags::untag)
        .on("ListQueueTags", ListQueueTagsRequest::builder, tags::list)
        .on("AddPermission", AddPermissionRequest::builder, permissions::add)
        .on("RemovePermission", RemovePermissionRequest::builder, permissions::remove)
        .on("StartMessageMoveTask", StartMessageMoveTaskRequest::builder, moves::start)
        .on("CancelMessageMoveTask", CancelMessageMoveTaskRequest::builder, moves::cancel)
        .on("ListMessageMoveTasks", ListMessageMoveTasksRequest::builder, moves::list)
        .on("SendMessage", SendMessageRequest::builder, sends::send)
        .on("SendMessageBatch", SendMessageBatchRequest::builder, sends::sendBatch)
        .on("ReceiveMessage", ReceiveMessageRequest::builder, receives::receive)
        .on("DeleteMessage", DeleteMessageRequest::builder, settles::delete)
        .on("DeleteMessageBatch", DeleteMessageBatchRequest::builder, settles::deleteBatch)
        .on("ChangeMessageVisibility", ChangeMessageVisibilityRequest::builder, settles::change)
        .on(
            "ChangeMessageVisibilityBatch",
            ChangeMessageVisibilityBatchRequest::builder,
            settles::changeBatch)
        .build();
  }
}
