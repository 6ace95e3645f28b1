package dev.forebay.kinesis;

import dev.forebay.model.Clock;
import dev.forebay.storage.Log;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.Transaction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The writers of all shards that were written to since the start. Thread-safe. */
final class ShardWriters {
  private record Shard(long streamId, int index) {}

  private final StorageEngine engine;
  private final Streams streams;
  private final Clock clock;
  private final RandomGenerator random;
  private final Map<Shard, ShardWriter> writers = new ConcurrentHashMap<>();

  ShardWriters(StorageEngine engine, Streams streams, Clock clock, RandomGenerator random) {
    this.engine = engine;
    this.streams = streams;
    this.clock = clock;
    this.random = random;
  }

  /** The shard's writer, always the same one. */
  ShardWriter of(OpenStream stream, ShardRow shard) {
    Shard key = new Shard(stream.row().id(), shard.index());
    ShardWriter there = writers.get(key);
    if (there != null) {
      return there;
    }
    // Not computeIfAbsent: reading the row may block.
    ShardWriter made = make(stream, shard);
    ShardWriter first = writers.putIfAbsent(key, made);
    return first == null ? made : first;
  }

  private ShardWriter make(OpenStream stream, ShardRow shard) {
    StreamTables tables = streams.tables(stream.place());
    var key = StreamTables.reservedKey(stream.row().id(), shard.index());
    long reserved = tables.read(key).map(row -> new Decoder(row.value()).number()).orElse(0L);
    return new ShardWriter(
        log(stream, shard),
        clock,
        random,
        reserved,
        upTo ->
            tables.commit(
                List.of(), List.of(new Transaction.Put(key, new Encoder().number(upTo).done()))));
  }

  Log log(OpenStream stream, ShardRow shard) {
    return engine.log(stream.logScope(shard));
  }

  /** Closes and forgets the writers of a stream that is no more. */
  void forget(long streamId) {
    writers.forEach((shard, writer) -> {
      if (shard.streamId() == streamId) {
        writer.close();
        writers.remove(shard);
      }
    });
  }

  /** Forgets all writers; when everything was dropped. */
  void forget() {
    writers.values().forEach(ShardWriter::close);
    writers.clear();
  }
}
