package dev.forebay.eventsource.source.sqs;

import dev.forebay.eventsource.source.Calls;
import dev.forebay.eventsource.source.Fetched;
import dev.forebay.eventsource.source.QueueSource;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.eventsource.source.SourceGoneException;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Backlog;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/**
 * An SQS queue: fetched with ReceiveMessage, settled with DeleteMessageBatch. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Using Lambda with
 *     Amazon SQS</a>
 */
public final class SqsSource implements QueueSource {
  private static final int MOST_AT_ONCE = 10;
  private static final long LONGEST_WAIT = 20;
  private static final Duration STANDARD_VISIBILITY = Duration.ofSeconds(30);
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final Set<String> GONE =
      Set.of("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue");

  private final Calls calls;
  private final Arn queue;
  private final Supplier<Optional<Duration>> least;
  private final Supplier<Optional<Backlog>> backlog;
  private final MessageJson json;
  private final Clock clock;
  private volatile @Nullable Known known;

  /** The queue's visibility timeout, and when it was asked for. */
  private record Known(Duration visibility, Instant at) {}

  /**
   * Reads a queue.
   *
   * @param least how long to hide messages at least, asked anew for each receive; empty for as long
   *     as the queue says
   * @param backlog what lies in it, where that is known
   * @param batching whether messages are gathered for a while
   */
  public SqsSource(
      Calls calls,
      Arn queue,
      Supplier<Optional<Duration>> least,
      Supplier<Optional<Backlog>> backlog,
      boolean batching,
      Clock clock) {
    this.calls = calls;
    this.queue = queue;
    this.least = least;
    this.backlog = backlog;
    this.json = new MessageJson(queue, batching);
    this.clock = clock;
  }

  @Override
  public List<Fetched> receive(int most, Duration patience) {
    ReceiveMessageRequest.Builder request =
        ReceiveMessageRequest.builder()
            .queueUrl(calls.queueUrl(queue))
            .maxNumberOfMessages(Math.min(most, MOST_AT_ONCE))
            .waitTimeSeconds((int) Math.clamp(patience.toSeconds(), 0, LONGEST_WAIT))
            .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
            .messageAttributeNames("All");
    if (least.get().isPresent()) {
      request.visibilityTimeout((int) hidden().toSeconds());
    }
    ReceiveMessageResponse response =
        (ReceiveMessageResponse) call("ReceiveMessage", request.build());
    Instant received = clock.now();
    List<Fetched> fetched = new ArrayList<>();
    response.messages().forEach(message -> fetched.add(json.of(message, received)));
    return fetched;
  }

  @Override
  public void delete(List<SourceRecord> messages) {
    List<SourceException> failures = new ArrayList<>();
    for (int from = 0; from < messages.size(); from += MOST_AT_ONCE) {
      try {
        deleteAtOnce(messages.subList(from, Math.min(messages.size(), from + MOST_AT_ONCE)));
      } catch (SourceException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }

  private void deleteAtOnce(List<SourceRecord> messages) {
    List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
    for (SourceRecord message : messages) {
      entries.add(
          DeleteMessageBatchRequestEntry.builder()
              .id(Integer.toString(entries.size()))
              .receiptHandle(message.receipt())
              .build());
    }
    DeleteMessageBatchResponse response =
        (DeleteMessageBatchResponse)
            call(
                "DeleteMessageBatch",
                DeleteMessageBatchRequest.builder()
                    .queueUrl(calls.queueUrl(queue))
                    .entries(entries)
                    .build());
    if (!response.failed().isEmpty()) {
      throw new SourceException(
          "messages could not be deleted", new IllegalStateException(response.failed().toString()));
    }
  }

  @Override
  public Optional<Backlog> backlog() {
    return backlog.get();
  }

  @Override
  public Duration hidden() {
    Known now = known;
    if (now == null || clock.now().isAfter(now.at().plus(FRESH))) {
      now = new Known(visibility(), clock.now());
      known = now;
    }
    Duration ofQueue = now.visibility();
    return least.get().filter(wanted -> wanted.compareTo(ofQueue) > 0).orElse(ofQueue);
  }

  private Duration visibility() {
    GetQueueAttributesResponse response =
        (GetQueueAttributesResponse)
            call(
                "GetQueueAttributes",
                GetQueueAttributesRequest.builder()
                    .queueUrl(calls.queueUrl(queue))
                    .attributeNames(QueueAttributeName.VISIBILITY_TIMEOUT)
                    .build());
    return Optional.ofNullable(response.attributes().get(QueueAttributeName.VISIBILITY_TIMEOUT))
        .map(Long::parseLong)
        .map(Duration::ofSeconds)
        .orElse(STANDARD_VISIBILITY);
  }

  private SdkPojo call(String operation, SdkPojo request) {
    try {
      return calls.call(queue, operation, request);
    } catch (AwsException e) {
      throw GONE.contains(e.code())
          ? new SourceGoneException("The queue " + queue + " does not exist.", e)
          : new SourceException("The queue " + queue + " cannot be read: " + e.text(), e);
    }
  }
}
