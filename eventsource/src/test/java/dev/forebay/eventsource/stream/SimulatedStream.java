package dev.forebay.eventsource.stream;

import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.Shard;
import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** A stream that can be resharded, in memory. Confined to one thread. */
final class SimulatedStream {
  private static final int KEYS = 6;

  private final RandomGenerator random;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private long sequence = 100;

  /** A shard, the keys that it takes and its records. */
  static final class Part {
    private final Shard shard;
    private final List<String> keys;
    private final List<SourceRecord> records = new ArrayList<>();
    private boolean open = true;

    private Part(Shard shard, List<String> keys) {
      this.shard = shard;
      this.keys = keys;
    }

    List<SourceRecord> records() {
      return records;
    }

    boolean isOpen() {
      return open;
    }
  }

  SimulatedStream(RandomGenerator random) {
    this.random = random;
    List<String> keys = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      keys.add("key-" + key);
    }
    add(List.of(), keys);
  }

  private void add(List<String> parents, List<String> keys) {
    String id = "shardId-%012d".formatted(parts.size());
    parts.put(id, new Part(new Shard(id, parents, true), keys));
  }

  List<Shard> shards() {
    return parts.values().stream()
        .map(part -> new Shard(part.shard.id(), part.shard.parents(), part.open))
        .toList();
  }

  Part part(String shard) {
    return Objects.requireNonNull(parts.get(shard));
  }

  /** Takes a record and answers which one. */
  SourceRecord put(Instant now) {
    String key = "key-" + random.nextInt(KEYS);
    sequence += 1 + random.nextInt(900);
    SourceRecord record =
        new SourceRecord(
            Long.toString(sequence), key, now, Bytes.utf8("{\"n\":" + sequence + "}"), "");
    parts.values().stream()
        .filter(part -> part.open && part.keys.contains(key))
        .findFirst()
        .orElseThrow()
        .records
        .add(record);
    return record;
  }

  /** Splits a shard in two, or merges two. */
  void reshard() {
    List<Part> open = parts.values().stream().filter(part -> part.open).toList();
    Part one = open.get(random.nextInt(open.size()));
    if (random.nextBoolean() && one.keys.size() > 1) {
      one.open = false;
      int middle = 1 + random.nextInt(one.keys.size() - 1);
      add(List.of(one.shard.id()), one.keys.subList(0, middle));
      add(List.of(one.shard.id()), one.keys.subList(middle, one.keys.size()));
    } else if (open.size() > 1) {
      Part other = open.get((open.indexOf(one) + 1) % open.size());
      one.open = false;
      other.open = false;
      List<String> keys = new ArrayList<>(one.keys);
      keys.addAll(other.keys);
      add(List.of(one.shard.id(), other.shard.id()), keys);
    }
  }

  /** Up to so many records of a shard from there. */
  List<SourceRecord> read(String shard, ReadFrom from, int most) {
    return part(shard).records.stream().filter(record -> isFrom(record, from)).limit(most).toList();
  }

  static boolean isFrom(SourceRecord record, ReadFrom from) {
    return switch (from) {
      case ReadFrom.TrimHorizon horizon -> true;
      case ReadFrom.Latest latest -> throw new IllegalStateException("not simulated");
      case ReadFrom.AtTime(Instant time) -> !record.arrived().isBefore(time);
      case ReadFrom.At(SequenceNumber first) -> SequenceNumber.of(record).compareTo(first) >= 0;
      case ReadFrom.After(SequenceNumber last) -> SequenceNumber.of(record).isAfter(last);
    };
  }
}
