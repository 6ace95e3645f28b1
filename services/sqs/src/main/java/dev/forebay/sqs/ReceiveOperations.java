package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.sqs.Receiver.Take;
import dev.forebay.sqs.Receiver.Taken;
import dev.forebay.sqs.StoredMessage.Attribute;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Receives messages. Thread-safe. */
final class ReceiveOperations {
  private static final Set<String> SYSTEM =
      Set.of(
          "All",
          "SenderId",
          "SentTimestamp",
          "ApproximateReceiveCount",
          "ApproximateFirstReceiveTimestamp",
          "SequenceNumber",
          "MessageDeduplicationId",
          "MessageGroupId",
          "AWSTraceHeader",
          "DeadLetterQueueSourceArn");

  private final Queues queues;
  private final Receiver receiver;
  private final ReceiveAttempts attempts;
  private final Clock clock;

  ReceiveOperations(Queues queues, Receiver receiver, ReceiveAttempts attempts, Clock clock) {
    this.queues = queues;
    this.receiver = receiver;
    this.attempts = attempts;
    this.clock = clock;
  }

  ReceiveMessageResponse receive(CallContext context, ReceiveMessageRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    int max = within(request.maxNumberOfMessages(), "MaxNumberOfMessages", 1, 10, 1);
    int visibility =
        within(
            request.visibilityTimeout(),
            "VisibilityTimeout",
            0,
            43_200,
            queue.row().number(QueueAttributes.VISIBILITY));
    int wait =
        within(
            request.waitTimeSeconds(),
            "WaitTimeSeconds",
            0,
            20,
            queue.row().number(QueueAttributes.WAIT));
    Set<String> system = systemNames(request);
    for (String name : system) {
      if (!SYSTEM.contains(name)) {
        throw SqsErrors.unknownAttribute(name);
      }
    }
    Take take = new Take(max, Duration.ofSeconds(visibility), Duration.ofSeconds(wait));
    Taken taken =
        taken(context, queue, take, Optional.ofNullable(request.receiveRequestAttemptId()));
    if (taken.deliveries().isEmpty()
        && wait == 0
        && !queue.row().fifo()
        && receiver.isFull(queue, taken.at())) {
      throw new AwsException(
          "OverLimit", 403, "Too many messages in flight for the queue " + queue.row().name());
    }
    if (taken.deliveries().isEmpty()) {
      // SQS leaves out a list that would be empty, and clients look whether it is there.
      return ReceiveMessageResponse.builder().build();
    }
    List<String> wanted = request.messageAttributeNames();
    return ReceiveMessageResponse.builder()
        .messages(
            taken.deliveries().stream()
                .map(delivery -> message(queue, delivery, taken, system, wanted))
                .toList())
        .build();
  }

  // Older clients ask by the name that AWS has since deprecated.
  @SuppressWarnings("deprecation")
  private static Set<String> systemNames(ReceiveMessageRequest request) {
    Set<String> names = new LinkedHashSet<>(request.attributeNamesAsStrings());
    names.addAll(request.messageSystemAttributeNamesAsStrings());
    return names;
  }

  private Taken taken(CallContext context, OpenQueue queue, Take take, Optional<String> attempt) {
    if (attempt.isEmpty() || !queue.row().fifo()) {
      return receiver.receive(queue, take, context.peer());
    }
    return attempts
        .repeated(queue, attempt.get(), take, clock.now())
        .orElseGet(() -> {
          Taken taken = receiver.receive(queue, take, context.peer());
          attempts.remember(queue, attempt.get(), taken);
          return taken;
        });
  }

  private static int within(
      @Nullable Integer asked, String parameter, int least, int most, int otherwise) {
    if (asked == null) {
      return otherwise;
    }
    if (asked < least || asked > most) {
      throw SqsErrors.invalid(
          asked,
          parameter,
          parameter.equals("MaxNumberOfMessages")
              ? "Must be between 1 and 10, if provided."
              : "Must be >= " + least + " and <= " + most + ", if provided.");
    }
    return asked;
  }

  private static Message message(
      OpenQueue queue, Delivery delivery, Taken taken, Set<String> system, List<String> wanted) {
    StoredMessage message = StoredMessage.decode(delivery.body());
    Message.Builder out =
        Message.builder()
            .messageId(message.messageId())
            .receiptHandle(
                new ReceiptHandle(queue.row().id(), delivery.receipt(), taken.at()).text())
            .body(message.body())
            .md5OfBody(Digests.ofBody(message.body()));
    if (!system.isEmpty()) {
      Map<String, String> attributes = system(queue, message, delivery);
      if (!system.contains("All")) {
        attributes.keySet().retainAll(system);
      }
      out.attributesWithStrings(attributes);
    }
    Map<String, Attribute> chosen = new TreeMap<>();
    message
        .attributes()
        .forEach((name, value) -> {
          if (wanted.stream().anyMatch(pattern -> matches(pattern, name))) {
            chosen.put(name, value);
          }
        });
    if (!chosen.isEmpty()) {
      out.messageAttributes(values(chosen)).md5OfMessageAttributes(Digests.ofAttributes(chosen));
    }
    return out.build();
  }

  private static boolean matches(@Nullable String pattern, String name) {
    return pattern != null
        && (pattern.equals("All")
            || pattern.equals(name)
            || (pattern.endsWith(".*")
                && name.startsWith(pattern.substring(0, pattern.length() - 2))));
  }

  private static Map<String, String> system(
      OpenQueue queue, StoredMessage message, Delivery delivery) {
    Map<String, String> all = new TreeMap<>();
    all.put("SenderId", message.sender());
    all.put("SentTimestamp", Long.toString(delivery.sentAt().toEpochMilli()));
    all.put(
        "ApproximateReceiveCount",
        Integer.toString(message.receivedBefore() + delivery.receiveCount()));
    all.put(
        "ApproximateFirstReceiveTimestamp",
        Long.toString(delivery.firstReceivedAt().toEpochMilli()));
    message.traceHeader().ifPresent(trace -> all.put("AWSTraceHeader", trace));
    message.groupId().ifPresent(group -> all.put("MessageGroupId", group));
    message.deduplicationId().ifPresent(id -> all.put("MessageDeduplicationId", id));
    message.deadLetterSource().ifPresent(arn -> all.put("DeadLetterQueueSourceArn", arn));
    if (queue.row().fifo()) {
      all.put("SequenceNumber", SendOperations.number(delivery.sequence()));
    }
    return all;
  }

  private static Map<String, MessageAttributeValue> values(Map<String, Attribute> chosen) {
    Map<String, MessageAttributeValue> values = new TreeMap<>();
    chosen.forEach((name, attribute) -> {
      MessageAttributeValue.Builder value =
          MessageAttributeValue.builder().dataType(attribute.type());
      values.put(
          name,
          (attribute.isBinary()
                  ? value.binaryValue(SdkBytes.fromByteArrayUnsafe(attribute.value().toArray()))
                  : value.stringValue(attribute.value().toUtf8()))
              .build());
    });
    return values;
  }
}
