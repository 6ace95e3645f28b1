package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.storage.Commits;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.KnownRows;
import dev.forebay.wire.CallContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All topics and their subscriptions. A topic that was looked for is kept, with its subscriptions
 * taken apart, until it changes: the change is durable first, and whoever reads at that moment has
 * finished before it is answered. Thread-safe.
 */
final class Topics {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCOPES = "sns/";
  private static final String TOPIC = "topic";
  private static final String SUBSCRIPTION = "subscription";
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 10;

  /** A transaction has a bound; a topic with more subscriptions takes several to delete. */
  private static final int MOST_WRITES = 9_000;

  private final StorageEngine engine;
  private final RandomGenerator random;
  private final Commits commits;
  private final KnownRows<Arn, OpenTopic> open = new KnownRows<>();

  Topics(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
    this.commits = new Commits(random, SnsErrors::unavailable);
  }

  /** The topic that a request names. */
  OpenTopic open(CallContext context, @Nullable String text) {
    return find(arn(context, text)).orElseThrow(SnsErrors::noTopic);
  }

  /** The topic's ARN in a request, which must be of the region in which the call was made. */
  static Arn arn(CallContext context, @Nullable String text) {
    if (text == null) {
      throw SnsErrors.invalid("TopicArn", "no value for required parameter");
    }
    int elements = text.split(":", -1).length;
    if (elements < 6) {
      throw SnsErrors.invalid("TopicArn", "An ARN must have at least 6 elements, not " + elements);
    }
    Arn arn =
        Arn.parse(text)
            .filter(parsed -> parsed.service().equals("sns"))
            .filter(parsed -> AccountId.isValid(parsed.account()))
            .orElseThrow(() -> SnsErrors.invalid("TopicArn"));
    if (!arn.region().equals(context.place().region().value())) {
      throw SnsErrors.invalid("TopicArn");
    }
    return arn;
  }

  /** The topic of an ARN, if there is one. */
  Optional<OpenTopic> find(Arn arn) {
    return open.find(arn, this::read);
  }

  private Optional<OpenTopic> read(Arn arn) {
    if (!arn.service().equals("sns")
        || !AccountId.isValid(arn.account())
        || !Region.isValid(arn.region())
        || arn.resource().length() > 256) {
      return Optional.empty();
    }
    AccountRegion place = new AccountRegion(new AccountId(arn.account()), new Region(arn.region()));
    return space(place)
        .read(topicKey(arn.resource()))
        .map(row ->
            OpenTopic.of(place, decode(row, TopicRow.class), subscriptions(place, arn.resource())));
  }

  private List<SubscriptionRow> subscriptions(AccountRegion place, String topic) {
    List<SubscriptionRow> all = new ArrayList<>();
    Bytes from = Bytes.utf8(topic + "/");
    Bytes end = Bytes.utf8(topic + "0");
    while (true) {
      List<Row> page =
          space(place).scan(new Range(SUBSCRIPTION, from, Optional.of(end), false), PAGE);
      page.forEach(row -> all.add(decode(row, SubscriptionRow.class)));
      if (page.size() < PAGE) {
        return all;
      }
      from = after(page.getLast());
    }
  }

  private static Bytes after(Row row) {
    return Bytes.utf8(row.key().key().toUtf8() + "\0");
  }

  /** The topics of an account and region after a name, in order. */
  List<TopicRow> list(AccountRegion place, Optional<String> after, int limit) {
    Bytes from = Bytes.utf8(after.map(name -> name + "\0").orElse(""));
    return space(place).scan(new Range(TOPIC, from, Optional.empty(), false), limit).stream()
        .map(row -> decode(row, TopicRow.class))
        .toList();
  }

  /** The subscriptions to topics of an account and region after a key, in order. */
  List<SubscriptionRow> listSubscriptions(AccountRegion place, Optional<String> after, int limit) {
    Bytes from = Bytes.utf8(after.map(key -> key + "\0").orElse(""));
    return space(place).scan(new Range(SUBSCRIPTION, from, Optional.empty(), false), limit).stream()
        .map(row -> decode(row, SubscriptionRow.class))
        .toList();
  }

  /** Stores a new topic; says whether there was none of the name. */
  boolean create(AccountRegion place, TopicRow row) {
    return commit(
        place,
        row.name(),
        List.of(new Transaction.Absent(topicKey(row.name()))),
        List.of(new Transaction.Put(topicKey(row.name()), encode(row))));
  }

  /** Changes a topic that is there. */
  void update(OpenTopic topic, UnaryOperator<TopicRow> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Row stored =
          space(topic.place()).read(topicKey(topic.row().name())).orElseThrow(SnsErrors::noTopic);
      TopicRow changed = change.apply(decode(stored, TopicRow.class));
      if (commit(
          topic.place(),
          topic.row().name(),
          List.of(new Transaction.AtRevision(stored.key(), stored.revision())),
          List.of(new Transaction.Put(stored.key(), encode(changed))))) {
        return;
      }
    }
    throw SnsErrors.contended();
  }

  /** Takes a topic away with its subscriptions. */
  void delete(OpenTopic topic) {
    String name = topic.row().name();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Row> stored = space(topic.place()).read(topicKey(name));
      if (stored.isEmpty()) {
        return;
      }
      List<SubscriptionRow> rows = subscriptions(topic.place(), name);
      List<Transaction.Write> writes = new ArrayList<>();
      rows.stream()
          .limit(MOST_WRITES)
          .forEach(row -> writes.add(new Transaction.Delete(subscriptionKey(row))));
      // Whoever subscribes meanwhile changes the topic's revision.
      boolean last = rows.size() <= MOST_WRITES;
      writes.add(
          last
              ? new Transaction.Delete(topicKey(name))
              : new Transaction.Put(topicKey(name), stored.get().value()));
      boolean done =
          commit(
              topic.place(),
              name,
              List.of(new Transaction.AtRevision(topicKey(name), stored.get().revision())),
              writes);
      if (done && last) {
        return;
      }
    }
    throw SnsErrors.contended();
  }

  /** Stores a subscription to a topic that is still there. */
  void put(OpenTopic topic, SubscriptionRow row) {
    Row stored =
        space(topic.place()).read(topicKey(topic.row().name())).orElseThrow(SnsErrors::noTopic);
    if (!commit(
        topic.place(),
        topic.row().name(),
        List.of(new Transaction.AtRevision(stored.key(), stored.revision())),
        List.of(
            new Transaction.Put(stored.key(), stored.value()),
            new Transaction.Put(subscriptionKey(row), encode(row))))) {
      throw SnsErrors.contended();
    }
  }

  /** Changes a subscription that is there. */
  SubscriptionRow update(OpenTopic topic, String id, UnaryOperator<SubscriptionRow> change) {
    RowKey key = subscriptionKey(topic.row().name(), id);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Row stored = space(topic.place()).read(key).orElseThrow(SnsErrors::noSubscription);
      SubscriptionRow changed = change.apply(decode(stored, SubscriptionRow.class));
      if (commit(
          topic.place(),
          topic.row().name(),
          List.of(new Transaction.AtRevision(key, stored.revision())),
          List.of(new Transaction.Put(key, encode(changed))))) {
        return changed;
      }
    }
    throw SnsErrors.contended();
  }

  /** Takes a subscription away and counts that. */
  void remove(OpenTopic topic, SubscriptionRow row) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Row stored =
          space(topic.place()).read(topicKey(topic.row().name())).orElseThrow(SnsErrors::noTopic);
      TopicRow counted = decode(stored, TopicRow.class).oneDeleted();
      if (commit(
          topic.place(),
          topic.row().name(),
          List.of(new Transaction.AtRevision(stored.key(), stored.revision())),
          List.of(
              new Transaction.Put(stored.key(), encode(counted)),
              new Transaction.Delete(subscriptionKey(row))))) {
        return;
      }
    }
    throw SnsErrors.contended();
  }

  private boolean commit(
      AccountRegion place,
      String topic,
      List<Transaction.Condition> conditions,
      List<Transaction.Write> writes) {
    try {
      return commits.commit(space(place), conditions, writes);
    } finally {
      open.forget(place.arn("sns", topic));
    }
  }

  /** Forgets what was read, for an engine that was reset. */
  void reset() {
    open.forgetAll();
  }

  /** The rows of an account and region. */
  TableSpace space(AccountRegion place) {
    return engine.tables(SCOPES + place);
  }

  RandomGenerator random() {
    return random;
  }

  Commits commits() {
    return commits;
  }

  private static RowKey topicKey(String name) {
    return new RowKey(TOPIC, Bytes.utf8(name));
  }

  private static RowKey subscriptionKey(SubscriptionRow row) {
    return subscriptionKey(row.topic(), row.id());
  }

  private static RowKey subscriptionKey(String topic, String id) {
    return new RowKey(SUBSCRIPTION, Bytes.utf8(topic + "/" + id));
  }

  /** The key after which a page of subscriptions goes on. */
  static String key(SubscriptionRow row) {
    return row.topic() + "/" + row.id();
  }

  static Bytes encode(Object row) {
    try {
      return Bytes.wrap(JSON.writeValueAsBytes(row));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row can be written", e);
    }
  }

  static <T> T decode(Row row, Class<T> type) {
    try {
      return JSON.readValue(row.value().toInputStream(), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
