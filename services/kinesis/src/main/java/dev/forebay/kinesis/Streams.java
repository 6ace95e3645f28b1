package dev.forebay.kinesis;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All streams, by account, region and name. What a stream's shards are is remembered by the
 * revision of its row, which every call reads. Thread-safe.
 */
final class Streams {
  /** The open shards that an account may have in a region. */
  static final int SHARD_LIMIT = 20_000;

  private static final String RESOURCE = "stream/";
  private static final int ATTEMPTS = 20;

  private record Known(long revision, StreamRow row, Shards shards) {}

  private record Place(AccountRegion place, String name) {}

  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<Place, Known> known = new ConcurrentHashMap<>();

  Streams(StorageEngine engine, Clock clock, RandomGenerator random) {
    this.engine = engine;
    this.clock = clock;
    this.random = random;
  }

  StreamTables tables(AccountRegion place) {
    return StreamTables.of(engine, random, place);
  }

  long now() {
    return clock.now().toEpochMilli();
  }

  long freshId() {
    return random.nextLong() >>> 1;
  }

  /** Forgets what is remembered; nothing depends on it. */
  void forget() {
    known.clear();
  }

  /** The stream that a request names in one of two ways, or AWS's error. */
  OpenStream open(CallContext context, @Nullable String name, @Nullable String arn) {
    String named = name(context.place(), name, arn);
    return find(context.place(), named)
        .orElseThrow(() -> KinesisErrors.noStream(context.place(), named));
  }

  /** The same, for a request that needs the stream to be there and at rest. */
  OpenStream openActive(CallContext context, @Nullable String name, @Nullable String arn) {
    OpenStream stream = open(context, name, arn);
    if (!stream.isActive()) {
      throw KinesisErrors.notActive(stream);
    }
    return stream;
  }

  /** The same, for a request that writes or reads records. */
  OpenStream openServing(CallContext context, @Nullable String name, @Nullable String arn) {
    OpenStream stream = open(context, name, arn);
    if (!stream.isServing()) {
      throw KinesisErrors.noStream(context.place(), stream.name());
    }
    return stream;
  }

  /** The name of the stream that a request names in one of two ways. */
  static String name(AccountRegion place, @Nullable String name, @Nullable String arn) {
    if (arn == null) {
      if (name == null) {
        throw KinesisErrors.invalid("Either StreamName or StreamARN must be provided.");
      }
      return name;
    }
    String named = nameOf(place, arn);
    if (name != null && !name.equals(named)) {
      throw KinesisErrors.invalid(
          "StreamARN " + arn + " and StreamName " + name + " do not name the same stream.");
    }
    return named;
  }

  /** The name in a stream's ARN; AWS's error when it is not of this account and region. */
  static String nameOf(AccountRegion place, String arn) {
    Arn parsed =
        Arn.parse(arn)
            .filter(it -> it.service().equals("kinesis") && it.resource().startsWith(RESOURCE))
            .orElseThrow(() -> KinesisErrors.invalid("Invalid StreamARN: " + arn));
    String name = parsed.resource().substring(RESOURCE.length());
    if (!parsed.region().equals(place.region().value())
        || !parsed.account().equals(place.account().value())) {
      throw KinesisErrors.notFound(
          "Stream " + name + " under account " + parsed.account() + " not found.");
    }
    return name;
  }

  /** The stream of a name, if there is one. */
  Optional<OpenStream> find(AccountRegion place, String name) {
    StreamTables tables = tables(place);
    Place key = new Place(place, name);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Row> stored = tables.read(StreamTables.streamKey(name));
      if (stored.isEmpty()) {
        known.remove(key);
        return Optional.empty();
      }
      Known before = known.get(key);
      if (before != null && before.revision() == stored.get().revision()) {
        return opened(place, before);
      }
      StreamRow row = StreamRow.decode(stored.get().value());
      Known fresh = new Known(stored.get().revision(), row, new Shards(tables.shards(row.id())));
      // The shards were read after the row: they belong to it if it is still the same.
      Optional<Row> again = tables.read(StreamTables.streamKey(name));
      if (again.isPresent() && again.get().revision() == fresh.revision()) {
        known.put(key, fresh);
        return opened(place, fresh);
      }
    }
    throw KinesisErrors.contended(name);
  }

  private Optional<OpenStream> opened(AccountRegion place, Known stream) {
    long now = now();
    StreamRow row = stream.row();
    if (row.phase().status().equals("DELETING") && row.phase().isOverAt(now)) {
      return Optional.empty();
    }
    String status = row.phase().statusAt(now);
    return Optional.of(
        new OpenStream(
            place,
            row,
            stream.revision(),
            status,
            status.equals("CREATING") ? new Shards(List.of()) : stream.shards()));
  }

  /** Writes a stream's row, and more with it; says whether the stream is still as it was. */
  boolean replace(OpenStream stream, StreamRow row, List<Transaction.Write> more) {
    List<Transaction.Write> writes = new ArrayList<>(more);
    writes.add(new Transaction.Put(StreamTables.streamKey(row.name()), row.encode()));
    return tables(stream.place())
        .commit(
            List.of(
                new Transaction.AtRevision(StreamTables.streamKey(row.name()), stream.revision())),
            writes);
  }

  /** Changes the row of the stream that was found, again if others change it meanwhile. */
  OpenStream update(OpenStream found, UnaryOperator<StreamRow> change) {
    OpenStream stream = found;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      StreamRow changed = change.apply(stream.row());
      if (changed.equals(stream.row()) || replace(stream, changed, List.of())) {
        return stream;
      }
      stream =
          find(found.place(), found.name())
              .filter(it -> it.row().id() == found.row().id())
              .orElseThrow(() -> KinesisErrors.noStream(found.place(), found.name()));
    }
    throw KinesisErrors.contended(found.name());
  }

  /** How many shards of the account and region are open. */
  int openShards(AccountRegion place) {
    return tables(place).streams().stream()
        .map(row -> find(place, row.key().key().toUtf8()))
        .flatMap(Optional::stream)
        .mapToInt(stream -> stream.shards().open().size())
        .sum();
  }

  /** Refuses more shards than the account may have. */
  void checkShardLimit(AccountRegion place, int more) {
    int open = openShards(place);
    if (open + more > SHARD_LIMIT) {
      throw KinesisErrors.shardLimit(place, open, more);
    }
  }
}
