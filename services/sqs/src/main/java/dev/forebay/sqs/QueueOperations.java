package dev.forebay.sqs;

import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.utils.CollectionUtils;

/** Makes, finds, empties and deletes queues. Thread-safe. */
final class QueueOperations {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final String SUFFIX = ".fifo";
  private static final int MOST = 1_000;
  private static final Duration BETWEEN_PURGES = Duration.ofSeconds(60);
  private static final Duration LATE = Duration.ofSeconds(60);

  private final Queues queues;
  private final AttributeOperations attributes;
  private final Retention retention;
  private final Clock clock;

  QueueOperations(Queues queues, AttributeOperations attributes, Retention retention, Clock clock) {
    this.retention = retention;
    this.queues = queues;
    this.attributes = attributes;
    this.clock = clock;
  }

  CreateQueueResponse create(CallContext context, CreateQueueRequest request) {
    String name = request.queueName();
    if (name == null) {
      throw SqsErrors.missing("QueueName");
    }
    Map<String, String> asked = new TreeMap<>(request.attributesAsStrings());
    QueueKind kind = kind(name, asked);
    QueueAttributes.check(asked, kind);
    QueueAttributes.checkTogether(asked);
    asked.remove(QueueAttributes.FIFO_QUEUE);
    asked.values().removeIf(String::isEmpty);
    if (!CollectionUtils.isNullOrEmpty(request.tags())) {
      TagOperations.check(request.tags());
    }
    Instant now = clock.now();
    long seconds = now.getEpochSecond();
    OpenQueue made =
        attributes.open(
            context.place(),
            new QueueRow(name, queues.newId(), asked, request.tags(), seconds, seconds, 0));
    Optional<OpenQueue> there = queues.find(context.place(), name);
    if (there.isEmpty()) {
      attributes.checkTarget(made, asked);
      if (!queues.create(context.place(), made.row(), now)) {
        there = queues.find(context.place(), name);
      }
    }
    there.ifPresent(queue -> same(queue.row(), asked));
    return CreateQueueResponse.builder().queueUrl(Queues.url(context.endpoint(), made)).build();
  }

  private static QueueKind kind(String name, Map<String, String> asked) {
    boolean fifo = name.endsWith(SUFFIX);
    String stem = fifo ? name.substring(0, name.length() - SUFFIX.length()) : name;
    String wanted = asked.get(QueueAttributes.FIFO_QUEUE);
    if (name.length() > 80 || !NAME.matcher(stem).matches() || (fifo && wanted == null)) {
      throw SqsErrors.invalid(
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
    if (wanted == null) {
      return QueueKind.STANDARD;
    }
    if (!wanted.equals("true")) {
      // AWS knows the attribute as a mark of FIFO queues only.
      throw wanted.equals("false")
          ? SqsErrors.unknownAttribute(QueueAttributes.FIFO_QUEUE)
          : SqsErrors.badAttribute(QueueAttributes.FIFO_QUEUE);
    }
    if (!fifo) {
      throw SqsErrors.invalid(
          "The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
              + " underscores, must end with .fifo suffix and be 1 to 80 in length.");
    }
    return QueueKind.FIFO;
  }

  private static void same(QueueRow there, Map<String, String> asked) {
    asked.forEach((name, value) -> {
      if (!there.attribute(name).equals(value)) {
        throw SqsErrors.nameExists(name);
      }
    });
  }

  GetQueueUrlResponse url(CallContext context, GetQueueUrlRequest request) {
    if (request.queueName() == null) {
      throw SqsErrors.missing("QueueName");
    }
    String owner = request.queueOwnerAWSAccountId();
    if (owner != null && !owner.equals(context.place().account().value())) {
      throw SqsErrors.noSuchQueue();
    }
    OpenQueue queue =
        queues.find(context.place(), request.queueName()).orElseThrow(SqsErrors::noSuchQueue);
    return GetQueueUrlResponse.builder().queueUrl(Queues.url(context.endpoint(), queue)).build();
  }

  ListQueuesResponse list(CallContext context, ListQueuesRequest request) {
    String prefix = request.queueNamePrefix() == null ? "" : request.queueNamePrefix();
    int limit = limit(request.maxResults());
    List<OpenQueue> found =
        queues.list(context.place(), prefix, PageToken.read(request.nextToken()), limit + 1);
    ListQueuesResponse.Builder response = ListQueuesResponse.builder();
    // SQS leaves out a list that would be empty, and clients look whether it is there.
    if (!found.isEmpty()) {
      response.queueUrls(urls(context, found, limit));
    }
    // Only a caller who asks for pages is told of further ones.
    if (found.size() > limit && request.maxResults() != null) {
      response.nextToken(PageToken.write(found.get(limit - 1).row().name()));
    }
    return response.build();
  }

  ListDeadLetterSourceQueuesResponse sources(
      CallContext context, ListDeadLetterSourceQueuesRequest request) {
    OpenQueue target = queues.open(context, request.queueUrl());
    int limit = limit(request.maxResults());
    Optional<String> after = PageToken.read(request.nextToken());
    List<OpenQueue> found =
        sources(queues, target).stream()
            .filter(queue -> after.isEmpty() || queue.row().name().compareTo(after.get()) > 0)
            .toList();
    ListDeadLetterSourceQueuesResponse.Builder response =
        ListDeadLetterSourceQueuesResponse.builder().queueUrls(urls(context, found, limit));
    if (found.size() > limit && request.maxResults() != null) {
      response.nextToken(PageToken.write(found.get(limit - 1).row().name()));
    }
    return response.build();
  }

  /** The queues whose dead letters go to this one, in order of their names. */
  static List<OpenQueue> sources(Queues queues, OpenQueue target) {
    return queues.all(target.place()).stream()
        .filter(queue ->
            queue.row().redrive().stream()
                .anyMatch(policy -> policy.target().toString().equals(target.arn())))
        .toList();
  }

  private static List<String> urls(CallContext context, List<OpenQueue> found, int limit) {
    return found.stream().limit(limit).map(queue -> Queues.url(context.endpoint(), queue)).toList();
  }

  private static int limit(@Nullable Integer asked) {
    if (asked == null) {
      return MOST;
    }
    if (asked < 1 || asked > MOST) {
      throw SqsErrors.invalid(
          asked, "MaxResults", "MaxResults must be an integer between 1 and 1000.");
    }
    return asked;
  }

  DeleteQueueResponse delete(CallContext context, DeleteQueueRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Instant now = clock.now();
    queues.delete(queue, now);
    retention.forget(queue);
    // A sender that had found the queue before may store a message yet.
    clock.schedule(now.plus(LATE), () -> queues.dropMessages(queue));
    return DeleteQueueResponse.builder().build();
  }

  PurgeQueueResponse purge(CallContext context, PurgeQueueRequest request) {
    OpenQueue queue = queues.open(context, request.queueUrl());
    Instant now = clock.now();
    queues.update(
        queue,
        row -> {
          if (row.purged() != 0
              && now.isBefore(Instant.ofEpochMilli(row.purged()).plus(BETWEEN_PURGES))) {
            throw new AwsException(
                "PurgeQueueInProgress",
                403,
                "Only one PurgeQueue operation on " + row.name() + " is allowed every 60 seconds.");
          }
          return row.purgedAt(now.toEpochMilli());
        });
    queue.messages().purge();
    return PurgeQueueResponse.builder().build();
  }
}
