package dev.forebay.sqs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
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
public final class Sqs implements AutoCloseable {
  private static final long IN_FLIGHT = 120_000;

  private final StorageEngine engine;
  private final Clock clock;
  private final Clock wallClock;
  private final RandomGenerator random;
  private final long mostInFlight;
  private final Queues queues;
  private final Retention retention;
  private final MoveTasks tasks;
  private final Mover mover;

  /**
   * Opens the service, and goes on with what it did when it was last closed or killed.
   *
   * @param engine holds all its state
   * @param clock decides what is visible, due or too old
   * @param wallClock the real clock: no client waits longer than it asked
   * @param random thread-safe; for ids
   */
  public Sqs(StorageEngine engine, Clock clock, Clock wallClock, RandomGenerator random) {
    this(engine, clock, wallClock, random, IN_FLIGHT);
  }

  /** With another limit of messages in flight. */
  Sqs(
      StorageEngine engine,
      Clock clock,
      Clock wallClock,
      RandomGenerator random,
      long mostInFlight) {
    this.engine = engine;
    this.clock = clock;
    this.wallClock = wallClock;
    this.random = random;
    this.mostInFlight = mostInFlight;
    this.queues = new Queues(engine, random);
    this.retention = new Retention(queues, clock);
    this.tasks = new MoveTasks(queues);
    this.mover = new Mover(queues, tasks, retention, clock);
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

  /** The operations, under {@code sqs}. */
  public ServiceBinding binding() {
    AttributeOperations attributes = new AttributeOperations(queues, engine, retention, clock);
    QueueOperations operations = new QueueOperations(queues, attributes, retention, clock);
    TagOperations tags = new TagOperations(queues);
    PermissionOperations permissions = new PermissionOperations(queues, clock);
    SendOperations sends = new SendOperations(queues, new Outbox(retention, clock, random));
    Receiver receiver =
        new Receiver(new DeadLetters(queues, retention), retention, clock, wallClock, mostInFlight);
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
