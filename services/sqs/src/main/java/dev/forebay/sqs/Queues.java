package dev.forebay.sqs;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.storage.Commits;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import dev.forebay.storage.rows.KnownRows;
import dev.forebay.wire.CallContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All queues, by account, region and name. Thread-safe. */
final class Queues {
  private static final String TABLE = "queue";
  private static final String DELETED = "deleted";
  private static final String SCOPES = "sqs/";
  private static final Duration NAME_KEPT = Duration.ofSeconds(60);
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 10;

  private final StorageEngine engine;
  private final RandomGenerator random;
  private final Commits commits;
  private final KnownRows<Name, OpenQueue> known = new KnownRows<>();

  private record Name(AccountRegion place, String name) {}

  Queues(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
    this.commits = new Commits(random, SqsErrors::unavailable);
  }

  /** The queue that a URL, or the path of one, names. */
  OpenQueue open(CallContext context, @Nullable String url) {
    if (url == null || url.isEmpty()) {
      throw SqsErrors.missing("QueueUrl");
    }
    int query = url.indexOf('?');
    String path = query < 0 ? url : url.substring(0, query);
    String[] parts = path.split("/", -1);
    if (parts.length > 1) {
      String account = parts[parts.length - 2];
      if (AccountId.isValid(account) && !account.equals(context.place().account().value())) {
        throw SqsErrors.denied(url);
      }
    }
    return find(context.place(), parts[parts.length - 1]).orElseThrow(SqsErrors::noSuchQueue);
  }

  /** The queue of a name, if there is one. */
  Optional<OpenQueue> find(AccountRegion place, String name) {
    return name.isEmpty() || name.length() > 100
        ? Optional.empty()
        : known.find(new Name(place, name), this::read);
  }

  private Optional<OpenQueue> read(Name name) {
    return space(name.place()).read(key(name.name())).map(row -> opened(name.place(), row));
  }

  /** Forgets what was read, for an engine that was reset. */
  void forget() {
    known.forgetAll();
  }

  /** The queue of an ARN in this account and region, if there is one. */
  Optional<OpenQueue> find(AccountRegion place, Arn arn) {
    return arn.service().equals("sqs")
            && arn.region().equals(place.region().value())
            && arn.account().equals(place.account().value())
        ? find(place, arn.resource())
        : Optional.empty();
  }

  /** The queues whose names start with the prefix, in order, after a name. */
  List<OpenQueue> list(AccountRegion place, String prefix, Optional<String> after, int limit) {
    Bytes from = Bytes.utf8(after.map(last -> last + "\0").orElse(prefix));
    List<OpenQueue> found = new ArrayList<>();
    for (Row row :
        space(place)
            .scan(new Range(TABLE, from, Optional.empty(), false), Math.min(limit, 1_001))) {
      OpenQueue queue = opened(place, row);
      if (!queue.row().name().startsWith(prefix)) {
        break;
      }
      found.add(queue);
    }
    return found;
  }

  /** All queues of an account and region. */
  List<OpenQueue> all(AccountRegion place) {
    List<OpenQueue> all = new ArrayList<>();
    List<OpenQueue> page = list(place, "", Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = list(place, "", Optional.of(page.getLast().row().name()), PAGE);
    }
    return all;
  }

  /**
   * Stores a new queue; says whether there was none of the name. A name is free 60 s after its
   * queue was deleted ("DeleteQueue").
   */
  boolean create(AccountRegion place, QueueRow row, Instant now) {
    RowKey grave = new RowKey(DELETED, Bytes.utf8(row.name()));
    Optional<Row> deleted = space(place).read(grave);
    List<Transaction.Condition> conditions = new ArrayList<>();
    List<Transaction.Write> writes = new ArrayList<>();
    conditions.add(new Transaction.Absent(key(row.name())));
    writes.add(new Transaction.Put(key(row.name()), row.encode()));
    if (deleted.isPresent()) {
      if (now.isBefore(deletedAt(deleted.get()).plus(NAME_KEPT))) {
        throw SqsErrors.refused(
            "QueueDeletedRecently",
            "You must wait 60 seconds after deleting a queue before you can create another with"
                + " the same name.");
      }
      conditions.add(new Transaction.AtRevision(grave, deleted.get().revision()));
      writes.add(new Transaction.Delete(grave));
    }
    return commit(place, conditions, writes);
  }

  private static Instant deletedAt(Row grave) {
    return Instant.ofEpochMilli(new Decoder(grave.value()).number());
  }

  /** Changes a queue that is there. */
  QueueRow update(OpenQueue queue, UnaryOperator<QueueRow> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Row stored =
          space(queue.place()).read(key(queue.row().name())).orElseThrow(SqsErrors::noSuchQueue);
      QueueRow changed = change.apply(QueueRow.decode(stored.value()));
      if (commit(
          queue.place(),
          List.of(new Transaction.AtRevision(stored.key(), stored.revision())),
          List.of(new Transaction.Put(stored.key(), changed.encode())))) {
        return changed;
      }
    }
    throw SqsErrors.contended();
  }

  /** Takes a queue away with all that it holds. */
  void delete(OpenQueue queue, Instant now) {
    String name = queue.row().name();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Row stored = space(queue.place()).read(key(name)).orElseThrow(SqsErrors::noSuchQueue);
      if (commit(
          queue.place(),
          List.of(new Transaction.AtRevision(stored.key(), stored.revision())),
          List.of(
              new Transaction.Delete(stored.key()),
              new Transaction.Delete(MoveTasks.key(name)),
              new Transaction.Put(
                  new RowKey(DELETED, Bytes.utf8(name)),
                  new Encoder().number(now.toEpochMilli()).bytes())))) {
        dropMessages(queue);
        return;
      }
    }
    throw SqsErrors.contended();
  }

  /** Drops what a queue that is gone has held, or what late senders have put there. */
  void dropMessages(OpenQueue queue) {
    engine.drop(ScopeKind.QUEUE, queue.scope());
  }

  /**
   * Drops the messages of queues that are gone, which a crash in the middle of a deletion may have
   * left.
   */
  void dropOrphans() {
    for (String scope : engine.scopes(ScopeKind.QUEUE, SCOPES)) {
      String[] parts = scope.split("/", -1);
      AccountRegion place = new AccountRegion(new AccountId(parts[1]), new Region(parts[2]));
      if (find(place, parts[3]).filter(queue -> queue.scope().equals(scope)).isEmpty()) {
        engine.drop(ScopeKind.QUEUE, scope);
      }
    }
  }

  /** Every account and region that has, or had, a queue. */
  List<AccountRegion> places() {
    return engine.scopes(ScopeKind.TABLES, SCOPES).stream()
        .map(scope -> scope.split("/", -1))
        .map(parts -> new AccountRegion(new AccountId(parts[1]), new Region(parts[2])))
        .toList();
  }

  long newId() {
    return random.nextLong();
  }

  static String url(URI endpoint, OpenQueue queue) {
    return endpoint.getScheme()
        + "://"
        + endpoint.getRawAuthority()
        + "/"
        + queue.place().account()
        + "/"
        + queue.row().name();
  }

  /** Writes if the conditions hold; says whether they did. */
  boolean commit(
      AccountRegion place, List<Transaction.Condition> conditions, List<Transaction.Write> writes) {
    try {
      return commits.commit(space(place), conditions, writes);
    } finally {
      writes.stream()
          .map(Transaction.Write::key)
          .filter(key -> key.table().equals(TABLE))
          .forEach(key -> known.forget(new Name(place, key.key().toUtf8())));
    }
  }

  private OpenQueue opened(AccountRegion place, Row row) {
    return new OpenQueue(place, QueueRow.decode(row.value()), engine);
  }

  /** The rows of an account and region. */
  TableSpace space(AccountRegion place) {
    return engine.tables(SCOPES + place);
  }

  private static RowKey key(String name) {
    return new RowKey(TABLE, Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
  }
}
