package dev.forebay.sqs;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.Queue;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/** Reads and changes the attributes of queues. Thread-safe. */
final class AttributeOperations {
  private static final Set<String> COUNTS =
      Set.of(
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesNotVisible",
          "ApproximateNumberOfMessagesDelayed");

  private final Queues queues;
  private final StorageEngine engine;
  private final Retention retention;
  private final Clock clock;

  AttributeOperations(Queues queues, StorageEngine engine, Retention retention, Clock clock) {
    this.queues = queues;
    this.engine = engine;
    this.retention = retention;
    this.clock = clock;
  }

  OpenQueue open(AccountRegion place, QueueRow row) {
    return new OpenQueue(place, row, engine);
  }

  GetQueueAttributesResponse get(CallContext context, GetQueueAttributesRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Set<String> names = new TreeSet<>(request.attributeNamesAsStrings());
    if (names.remove("All")) {
      names.addAll(QueueAttributes.COMPUTED);
      names.addAll(
          Set.of(
              QueueAttributes.DELAY,
              QueueAttributes.MAXIMUM_SIZE,
              QueueAttributes.RETENTION,
              QueueAttributes.WAIT,
              QueueAttributes.VISIBILITY,
              "SqsManagedSseEnabled"));
      names.addAll(queue.row().attributes().keySet());
      if (queue.row().fifo()) {
        names.addAll(
            Set.of(
                QueueAttributes.FIFO_QUEUE,
                QueueAttributes.CONTENT_BASED,
                QueueAttributes.SCOPE,
                QueueAttributes.THROUGHPUT));
      }
    }
    Map<String, String> values = new TreeMap<>();
    for (String name : names) {
      if (!QueueAttributes.isKnown(name)) {
        throw SqsErrors.unknownAttribute(name);
      }
      fixed(queue, name).ifPresent(value -> values.put(name, value));
    }
    if (names.stream().anyMatch(COUNTS::contains)) {
      Instant now = clock.now();
      retention.enforce(queue, now);
      Queue.Depth depth = queue.messages().depth(now);
      values.put("ApproximateNumberOfMessages", Long.toString(depth.visible()));
      values.put("ApproximateNumberOfMessagesNotVisible", Long.toString(depth.inFlight()));
      values.put("ApproximateNumberOfMessagesDelayed", Long.toString(depth.delayed()));
      values.keySet().retainAll(names);
    }
    return GetQueueAttributesResponse.builder().attributesWithStrings(values).build();
  }

  private static Optional<String> fixed(OpenQueue queue, String name) {
    QueueRow row = queue.row();
    return switch (name) {
      case "QueueArn" -> Optional.of(queue.arn());
      case "CreatedTimestamp" -> Optional.of(Long.toString(row.created()));
      case "LastModifiedTimestamp" -> Optional.of(Long.toString(row.modified()));
      case QueueAttributes.FIFO_QUEUE -> row.fifo() ? Optional.of("true") : Optional.empty();
      default ->
          QueueAttributes.isShown(name, row) ? Optional.of(row.attribute(name)) : Optional.empty();
    };
  }

  SetQueueAttributesResponse set(CallContext context, SetQueueAttributesRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Map<String, String> asked = new TreeMap<>(request.attributesAsStrings());
    if (asked.isEmpty()) {
      throw SqsErrors.missing("Attribute.Name");
    }
    QueueAttributes.check(asked, queue.row().fifo() ? QueueKind.FIFO : QueueKind.STANDARD);
    // A queue stays of its kind; saying so again is allowed.
    if ("false".equals(asked.remove(QueueAttributes.FIFO_QUEUE))) {
      throw SqsErrors.badAttribute(QueueAttributes.FIFO_QUEUE);
    }
    checkTarget(queue, asked);
    Instant now = clock.now();
    queues.update(
        queue,
        row -> {
          QueueRow changed = row.with(asked, now.getEpochSecond());
          QueueAttributes.checkTogether(changed.attributes());
          return changed;
        });
    if (asked.containsKey(QueueAttributes.RETENTION)) {
      // Its messages may be due earlier now; what they are is found out anew.
      retention.forget(queue);
      retention.note(queue, now);
    }
    return SetQueueAttributesResponse.builder().build();
  }

  /** Refuses a dead-letter queue that is not there, of another kind, or does not want to be one. */
  void checkTarget(OpenQueue queue, Map<String, String> asked) {
    String text = asked.getOrDefault(QueueAttributes.REDRIVE_POLICY, "");
    Optional<RedrivePolicy> policy = RedrivePolicy.parse(text);
    if (policy.isEmpty()) {
      return;
    }
    OpenQueue target =
        queues
            .find(queue.place(), policy.get().target())
            .orElseThrow(() -> badTarget(text, "Dead letter target does not exist."));
    if (target.row().fifo() != queue.row().fifo()) {
      throw badTarget(text, "Dead-letter queue must be same type of queue as the source.");
    }
    boolean allowed =
        Optional.ofNullable(target.row().attributes().get(QueueAttributes.REDRIVE_ALLOW_POLICY))
            .flatMap(RedriveAllowPolicy::parse)
            .map(allow -> allow.allows(queue.arn()))
            .orElse(true);
    if (!allowed) {
      throw badTarget(text, "Dead letter target does not allow this source queue.");
    }
  }

  private static RuntimeException badTarget(String policy, String reason) {
    return SqsErrors.invalid(policy, QueueAttributes.REDRIVE_POLICY, reason);
  }
}
