package dev.forebay.s3;

import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.push.Calls;
import dev.forebay.push.Delivery;
import dev.forebay.push.Push;
import dev.forebay.push.Pushes;
import dev.forebay.push.RetryPolicy;
import dev.forebay.push.Sender;
import dev.forebay.storage.Commits;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Gives events that are stored with their objects to those who push, and forgets them when they
 * have them. What a crash leaves is given at the next start. Thread-safe.
 */
final class Handover implements Activity {
  static final String PRINCIPAL = "s3.amazonaws.com";

  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
  private static final int PAGE = 1_000;

  /** How long and how often is not documented; S3 tries for a day or so. */
  private static final RetryPolicy RETRIES = RetryPolicy.exponential(185, Duration.ofDays(1));

  private final Commits commits;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong open = new AtomicLong();
  private volatile @Nullable Started started;

  /** What there is once the server has started. */
  private record Started(Pushes pushes, URI endpoint) {}

  /**
   * An event and where it is stored.
   *
   * @param row its row
   * @param event the event
   */
  record Entry(RowKey row, EventRow event) {}

  Handover(Commits commits) {
    this.commits = commits;
  }

  void start(Pushes pushes, URI endpoint) {
    started = new Started(pushes, endpoint);
  }

  /** Hands events over on a thread of their own; they are stored, so nobody need wait. */
  void send(OpenBucket bucket, List<Entry> entries) {
    begun.addAndGet(entries.size());
    open.addAndGet(entries.size());
    Thread.ofVirtual()
        .name("s3-events")
        .start(() -> {
          try {
            push(bucket, entries);
          } catch (RuntimeException e) {
            LOG.error("events of {} wait for the next start", bucket.name(), e);
          } finally {
            open.addAndGet(-entries.size());
          }
        });
  }

  private void push(OpenBucket bucket, List<Entry> entries) {
    Started parts = parts();
    Sender sender = sender(bucket);
    List<Push> pushes = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      pushes.add(push(bucket, entry.event(), sender, parts.endpoint()));
    }
    parts.pushes().deliver(pushes);
    commits.write(
        bucket.space(),
        entries.stream()
            .<Transaction.Write>map(entry -> new Transaction.Delete(entry.row()))
            .toList());
  }

  private Started parts() {
    Started parts = started;
    if (parts == null) {
      throw new IllegalStateException("the service has not been started");
    }
    return parts;
  }

  /** S3, acting for a bucket. */
  static Sender sender(OpenBucket bucket) {
    return Sender.service(
        PRINCIPAL, Arn.parse(bucket.row().arn()).orElseThrow(), bucket.row().place());
  }

  private static Push push(OpenBucket bucket, EventRow event, Sender sender, URI endpoint) {
    Optional<Arn> target = Arn.parse(event.target());
    String name = bucket.name() + " " + event.name();
    if (target.isEmpty()) {
      Arn bus = bucket.row().place().arn("events", "event-bus/default");
      return new Push(name, bus, sender, toBus(bucket, event, bus), RETRIES, Optional.empty());
    }
    return new Push(
        name, target.get(), sender, to(target.get(), event, endpoint), RETRIES, Optional.empty());
  }

  private static Delivery toBus(OpenBucket bucket, EventRow event, Arn bus) {
    return Calls.put(
        PutEventsRequestEntry.builder()
            .eventBusName(bus.toString())
            .source("aws.s3")
            .detailType(EventTexts.detailType(event.name()))
            .detail(event.text())
            .resources(bucket.row().arn())
            .time(event.time())
            .build());
  }

  static Delivery to(Arn target, EventRow event, URI endpoint) {
    return switch (target.service()) {
      case "lambda" -> Calls.invoke(target, Bytes.utf8(event.text()));
      case "sqs" ->
          Calls.send(
              SendMessageRequest.builder()
                  .queueUrl(Calls.queueUrl(endpoint, target))
                  .messageBody(event.text())
                  .build());
      default ->
          Calls.publish(
              PublishRequest.builder()
                  .topicArn(target.toString())
                  .subject("Amazon S3 Notification")
                  .message(event.text())
                  .build());
    };
  }

  /** Sends what every queue and topic gets that is named anew. */
  void test(OpenBucket bucket, List<Arn> targets, String text, java.time.Instant time) {
    Started parts = parts();
    EventRow event = new EventRow("", "s3:TestEvent", text, time);
    parts
        .pushes()
        .deliver(
            targets.stream()
                .map(target ->
                    new Push(
                        bucket.name() + " s3:TestEvent",
                        target,
                        sender(bucket),
                        to(target, event, parts.endpoint()),
                        RETRIES,
                        Optional.empty()))
                .toList());
  }

  /** Hands over what was left when the server last ended. */
  void resume(OpenBucket bucket) {
    Bytes from = Bytes.EMPTY;
    while (true) {
      List<Row> rows =
          bucket.space().scan(new Range(Keys.EVENT, from, Optional.empty(), false), PAGE);
      if (!rows.isEmpty()) {
        send(
            bucket,
            rows.stream().map(row -> new Entry(row.key(), EventRow.decode(row.value()))).toList());
      }
      if (rows.size() < PAGE) {
        return;
      }
      from = Listing.next(rows.getLast().key().key());
    }
  }

  @Override
  public long begun() {
    return begun.get();
  }

  @Override
  public List<Pending> pending() {
    long count = open.get();
    return count == 0
        ? List.of()
        : List.of(new Pending("S3 events on their way", "s3", count, Optional.empty()));
  }

  @Override
  public Map<Done, Long> done() {
    return Map.of();
  }
}
