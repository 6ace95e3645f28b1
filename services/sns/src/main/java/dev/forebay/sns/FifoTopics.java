package dev.forebay.sns;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Gives messages of FIFO topics their numbers, in order, and lets each deduplication id through
 * once in five minutes. One publish to a topic at a time, under a lock of its stripe. Thread-safe.
 *
 * <p>What was delivered is remembered only then. A crash in between leaves a message delivered and
 * not remembered: its publisher has no answer and sends it again, and a FIFO queue, which gets the
 * same deduplication id, takes it once.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/fifo-message-dedup.html">Message
 *     deduplication for FIFO topics</a>
 */
final class FifoTopics {
  private static final String SEEN = "fifo-seen";
  private static final String DUE = "fifo-due";
  private static final String LAST = "fifo-last";
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final int STRIPES = 256;

  /** SNS's numbers have twenty digits and grow by more than one. */
  private static final int STEP = 1_000;

  private final Topics topics;
  private final Clock clock;
  private final List<ReentrantLock> stripes =
      Stream.generate(ReentrantLock::new).limit(STRIPES).toList();

  FifoTopics(Topics topics, Clock clock) {
    this.topics = topics;
    this.clock = clock;
  }

  /** What is remembered of a message. */
  record Seen(String id, String sequence, long until) {}

  /** The number that was given last. */
  record Last(long number) {}

  /**
   * Publishes messages in their order.
   *
   * @param deliver is given those that are not repeats, with their numbers
   * @return the messages as they are answered: a repeat with the id and number of the first
   */
  List<Message> publish(OpenTopic topic, List<Message> messages, Consumer<List<Message>> deliver) {
    ReentrantLock stripe = stripes.get(Math.floorMod(topic.arn().hashCode(), STRIPES));
    stripe.lock();
    try {
      return publishNow(topic, messages, deliver);
    } finally {
      stripe.unlock();
    }
  }

  private List<Message> publishNow(
      OpenTopic topic, List<Message> messages, Consumer<List<Message>> deliver) {
    TableSpace space = topics.space(topic.place());
    RowKey lastKey = new RowKey(LAST, Bytes.utf8(topic.row().name()));
    long number =
        space.read(lastKey).map(row -> Topics.decode(row, Last.class).number()).orElse(0L);
    Instant now = clock.now();
    Map<RowKey, Message> fresh = new HashMap<>();
    List<Message> answers = new ArrayList<>();
    List<Message> delivered = new ArrayList<>();
    for (Message message : messages) {
      RowKey key = key(topic, message);
      Optional<Seen> seen =
          space
              .read(key)
              .map(row -> Topics.decode(row, Seen.class))
              .filter(known -> now.toEpochMilli() < known.until());
      Message first = fresh.get(key);
      if (seen.isPresent()) {
        answers.add(repeat(message, seen.get()));
      } else if (first != null) {
        answers.add(first);
      } else {
        number += STEP;
        Message numbered = message.numbered("1%019d".formatted(number));
        fresh.put(key, numbered);
        answers.add(numbered);
        delivered.add(numbered);
      }
    }
    if (!delivered.isEmpty()) {
      deliver.accept(delivered);
      remember(space, lastKey, number, fresh, now);
    }
    return answers;
  }

  private static Message repeat(Message message, Seen seen) {
    return new Message(
        seen.id(),
        message.body(),
        message.bodies(),
        message.subject(),
        message.attributes(),
        message.group(),
        message.deduplicationId(),
        Optional.of(seen.sequence()),
        message.at());
  }

  private static RowKey key(OpenTopic topic, Message message) {
    String scope =
        topic.row().attribute(TopicAttributes.THROUGHPUT).equals(TopicAttributes.PER_GROUP)
            ? message.group().orElse("")
            : "";
    return new RowKey(
        SEEN,
        Bytes.utf8(
            topic.row().name() + '\n' + scope + '\n' + message.deduplicationId().orElse("")));
  }

  /** Remembers what was delivered, and forgets as much of what is too old. */
  private void remember(
      TableSpace space, RowKey lastKey, long number, Map<RowKey, Message> fresh, Instant now) {
    List<Transaction.Write> writes = new ArrayList<>();
    List<Row> old =
        space.scan(
            new Range(DUE, Bytes.EMPTY, Optional.of(Bytes.utf8(hex(now.toEpochMilli()))), false),
            2 * fresh.size());
    for (Row row : old) {
      RowKey seenKey = new RowKey(SEEN, row.value());
      boolean over =
          space
              .read(seenKey)
              .map(seen -> Topics.decode(seen, Seen.class).until() <= now.toEpochMilli())
              .orElse(false);
      if (over && !fresh.containsKey(seenKey)) {
        writes.add(new Transaction.Delete(seenKey));
      }
      writes.add(new Transaction.Delete(row.key()));
    }
    long until = now.plus(WINDOW).toEpochMilli();
    fresh.forEach((key, message) -> {
      writes.add(
          new Transaction.Put(
              key, Topics.encode(new Seen(message.id(), message.sequence().orElse(""), until))));
      writes.add(
          new Transaction.Put(new RowKey(DUE, Bytes.utf8(hex(until) + message.id())), key.key()));
    });
    writes.add(new Transaction.Put(lastKey, Topics.encode(new Last(number))));
    topics.commits().write(space, writes);
  }

  private static String hex(long millis) {
    return HexFormat.of().toHexDigits(millis);
  }
}
