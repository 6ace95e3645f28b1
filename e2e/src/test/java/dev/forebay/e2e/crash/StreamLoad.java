package dev.forebay.e2e.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Records through a stream: each accepted one is read where, and in the order in which, it was
 * accepted; readers go on after the last sequence number that they have seen, and what they read
 * again is the same. Thread-safe.
 */
final class StreamLoad {
  static final String STREAM = "crash-stream";
  static final List<String> SHARDS = List.of("shardId-000000000000", "shardId-000000000001");
  private static final int MOST_RECORDS = 50;
  private static final int READ_AT_ONCE = 2_000;

  private final Map<String, Shard> shards = new HashMap<>();
  private final Map<String, Put> accepted = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicLong> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger reread = new AtomicInteger();

  /** Where the stream says a record is. */
  private record Put(String shard, BigInteger sequence) {}

  /** A record as it was read. */
  private record Read(BigInteger sequence, String name) {}

  /** What is known of a shard; guarded by its lock. */
  private static final class Shard {
    private final ReentrantLock lock = new ReentrantLock();
    private final String id;
    private final List<Read> read = new ArrayList<>();
    private final Map<String, Long> lastOfWriter = new HashMap<>();
    private final Set<String> namesRead = new HashSet<>();

    /** Accepted, and not read yet. */
    private final NavigableMap<BigInteger, String> awaited = new TreeMap<>();

    private BigInteger highest = BigInteger.ZERO;

    Shard(String id) {
      this.id = id;
    }
  }

  StreamLoad() {
    SHARDS.forEach(id -> shards.put(id, new Shard(id)));
  }

  void create(Life life) {
    life.kinesis().createStream(request -> request.streamName(STREAM).shardCount(SHARDS.size()));
    try (var waiter = life.kinesis().waiter()) {
      waiter.waitUntilStreamExists(request -> request.streamName(STREAM));
    }
  }

  private Shard shard(String id) {
    return Optional.ofNullable(shards.get(id)).orElseThrow();
  }

  private BigInteger highest(Shard shard) {
    shard.lock.lock();
    try {
      return shard.highest;
    } finally {
      shard.lock.unlock();
    }
  }

  /** Puts some records; a writer's number is in them, and a number that rises. */
  void put(int writer, Life life, RandomGenerator random) {
    Map<String, BigInteger> before = new HashMap<>();
    shards.forEach((id, shard) -> before.put(id, highest(shard)));
    AtomicLong number = numbers.computeIfAbsent(writer, key -> new AtomicLong());
    List<String> names = new ArrayList<>();
    List<PutRecordsRequestEntry> entries = new ArrayList<>();
    for (int left = 1 + random.nextInt(MOST_RECORDS); left > 0; left--) {
      String key = writer + "-" + random.nextInt(4);
      String name = key + "/" + number.incrementAndGet();
      names.add(name);
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey(key)
              .data(SdkBytes.fromUtf8String(name))
              .build());
    }
    PutRecordsResponse response =
        life.kinesis().putRecords(request -> request.streamName(STREAM).records(entries));
    assertThat(response.failedRecordCount()).isZero();
    for (int i = 0; i < names.size(); i++) {
      PutRecordsResultEntry result = response.records().get(i);
      BigInteger sequence = new BigInteger(result.sequenceNumber());
      Shard shard = shard(result.shardId());
      assertThat(sequence)
          .as("a number that goes back in %s", shard.id)
          .isGreaterThan(before.getOrDefault(shard.id, BigInteger.ZERO));
      accepted.put(names.get(i), new Put(shard.id, sequence));
      noteAccepted(shard, names.get(i), sequence);
    }
  }

  private static void noteAccepted(Shard shard, String name, BigInteger sequence) {
    shard.lock.lock();
    try {
      shard.highest = shard.highest.max(sequence);
      if (!shard.namesRead.contains(name)) {
        assertThat(shard.read.isEmpty() ? BigInteger.ZERO : shard.read.getLast().sequence())
            .as("%s was accepted, and a reader has passed its place without it", name)
            .isLessThan(sequence);
        shard.awaited.put(sequence, name);
      }
    } finally {
      shard.lock.unlock();
    }
  }

  /** Reads on in one shard; now and then, what has been read before. */
  void read(int index, Life life, RandomGenerator random) {
    Shard shard = shard(SHARDS.get(index));
    if (!shard.read.isEmpty() && random.nextInt(20) == 0) {
      readAgain(shard, life, random.nextInt(shard.read.size()));
    } else {
      readOn(shard, life);
    }
  }

  private List<Record> records(Shard shard, Life life, Optional<BigInteger> after) {
    String iterator =
        life.kinesis()
            .getShardIterator(request -> {
              request.streamName(STREAM).shardId(shard.id);
              if (after.isPresent()) {
                request
                    .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                    .startingSequenceNumber(after.get().toString());
              } else {
                request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
              }
            })
            .shardIterator();
    GetRecordsResponse response =
        life.kinesis().getRecords(request -> request.shardIterator(iterator).limit(READ_AT_ONCE));
    return response.records();
  }

  /** Only the shard's own reader changes what has been read. */
  private int readOn(Shard shard, Life life) {
    Optional<BigInteger> after =
        shard.read.isEmpty() ? Optional.empty() : Optional.of(shard.read.getLast().sequence());
    List<Record> records = records(shard, life, after);
    shard.lock.lock();
    try {
      records.forEach(record -> noteRead(shard, record));
    } finally {
      shard.lock.unlock();
    }
    return records.size();
  }

  private static void noteRead(Shard shard, Record record) {
    BigInteger sequence = new BigInteger(record.sequenceNumber());
    String name = record.data().asUtf8String();
    if (!shard.read.isEmpty()) {
      assertThat(sequence).isGreaterThan(shard.read.getLast().sequence());
    }
    String key = name.substring(0, name.indexOf('/'));
    long number = Long.parseLong(name.substring(name.indexOf('/') + 1));
    Long last = shard.lastOfWriter.put(key, number);
    assertThat(record.partitionKey()).isEqualTo(key);
    assertThat(last == null || last < number).as("%s after %s", name, last).isTrue();
    shard.read.add(new Read(sequence, name));
    shard.namesRead.add(name);
    shard.awaited.remove(sequence, name);
    assertThat(shard.awaited.headMap(sequence, true))
        .as("accepted, but not read before %s", name)
        .isEmpty();
  }

  private void readAgain(Shard shard, Life life, int index) {
    List<Record> records = records(shard, life, Optional.of(shard.read.get(index).sequence()));
    for (int i = 0; i < records.size() && index + 1 + i < shard.read.size(); i++) {
      Read known = shard.read.get(index + 1 + i);
      assertThat(
              new Read(
                  new BigInteger(records.get(i).sequenceNumber()),
                  records.get(i).data().asUtf8String()))
          .as("the record after %s, read again", shard.read.get(index + i))
          .isEqualTo(known);
      reread.incrementAndGet();
    }
  }

  /** Reads all that there is: what was accepted is there, where the stream said. */
  void checkAll(Life life) {
    for (Shard shard : shards.values()) {
      int got = readOn(shard, life);
      while (got > 0) {
        got = readOn(shard, life);
      }
    }
    Map<String, Put> there = new HashMap<>();
    shards.forEach((id, shard) ->
        shard.read.forEach(read -> there.put(read.name(), new Put(id, read.sequence()))));
    assertThat(there).containsAllEntriesOf(accepted);
  }

  /** The sequence numbers that were read of a shard, in order. */
  List<String> sequences(String shard) {
    return shard(shard).read.stream().map(read -> read.sequence().toString()).toList();
  }

  /** From the beginning, it is the same records. */
  void checkEnd(Life life) {
    for (Shard shard : shards.values()) {
      int index = 0;
      List<Record> records = records(shard, life, Optional.empty());
      while (!records.isEmpty()) {
        for (Record record : records) {
          assertThat(record.sequenceNumber())
              .isEqualTo(shard.read.get(index++).sequence().toString());
        }
        records = records(shard, life, Optional.of(shard.read.get(index - 1).sequence()));
      }
      assertThat(index).isEqualTo(shard.read.size());
    }
  }

  String summary() {
    return accepted.size() + " records, " + reread + " read again";
  }
}
