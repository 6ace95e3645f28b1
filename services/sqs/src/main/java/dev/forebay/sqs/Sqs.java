package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueueTagsRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.TagQueueRequest;
import software.amazon.awssdk.services.sqs.model.UntagQueueRequest;

/** The SQS service: its operations for the switchboard. Has no threads. Thread-safe. */
public final class Sqs {
  private static final long IN_FLIGHT = 120_000;

  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;
  private final long inFlightLimit;

  /**
   * Opens the service.
   *
   * @param engine holds all its state
   * @param clock decides what is visible, due or too old
   * @param random thread-safe; for ids
   */
  public Sqs(StorageEngine engine, Clock clock, RandomGenerator random) {
    this(engine, clock, random, IN_FLIGHT);
  }

  /** With another limit of messages in flight. */
  Sqs(StorageEngine engine, Clock clock, RandomGenerator random, long inFlightLimit) {
    this.engine = engine;
    this.clock = clock;
    this.random = random;
    this.inFlightLimit = inFlightLimit;
  }

  /** The operations, under {@code sqs}. */
  public ServiceBinding binding() {
    Queues queues = new Queues(engine, random);
    InFlight inFlight = new InFlight(inFlightLimit);
    AttributeOperations attributes = new AttributeOperations(queues, engine, clock);
    QueueOperations operations = new QueueOperations(queues, attributes, inFlight, clock);
    TagOperations tags = new TagOperations(queues);
    SendOperations sends =
        new SendOperations(queues, new Intake(new Deduplication(random), clock, random));
    ReceiveOperations receives =
        new ReceiveOperations(
            queues,
            new Receiver(new DeadLetters(queues), inFlight, clock),
            inFlight,
            new ReceiveAttempts(),
            clock);
    SettleOperations settles = new SettleOperations(queues, clock);
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
