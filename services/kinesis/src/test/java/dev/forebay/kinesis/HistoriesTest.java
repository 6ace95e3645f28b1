package dev.forebay.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;

/**
 * Random histories of puts, reshardings, restarts and reads, held against a model. Another seed:
 * {@code -Dforebay.kinesis.seed=N}; more of them: {@code -Dforebay.kinesis.runs=1000}.
 */
class HistoriesTest {
  private static final int STEPS = 120;

  static LongStream seeds() {
    Long seed = Long.getLong("forebay.kinesis.seed");
    return seed != null
        ? LongStream.of(seed)
        : LongStream.range(0, Integer.getInteger("forebay.kinesis.runs", 25));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyRecordIsReadOnceInOrderAndParentsEndBeforeTheirChildren(long seed) {
    try (History history = new History(seed)) {
      for (int i = 0; i < STEPS; i++) {
        history.step();
      }
      history.finish();
    }
  }

  private static final class History implements AutoCloseable {
    private final SplittableRandom random;
    private final VirtualClock clock = new VirtualClock(KinesisBench.START);
    private final StorageEngine engine = MemoryEngine.open(clock);
    private KinesisBench bench = KinesisBench.unlimited(engine, clock);

    /** What was put, by shard, in the order of the answers. */
    private final Map<String, List<String>> put = new HashMap<>();

    /** What was read, by shard; who reads begins with the first shards and goes on to children. */
    private final Map<String, List<String>> read = new HashMap<>();

    private final Map<String, @Nullable String> iterators = new LinkedHashMap<>();
    private final Map<String, Instant> issues = new HashMap<>();
    private int count;

    History(long seed) {
      this.random = new SplittableRandom(seed);
      bench.create("s", 1 + random.nextInt(4));
      bench.shards("s").forEach(this::follow);
    }

    private void follow(Shard shard) {
      iterators.computeIfAbsent(shard.shardId(), id -> bench.iterator("s", id, "TRIM_HORIZON"));
    }

    void step() {
      clock.advance(Duration.ofMillis(random.nextInt(50)));
      switch (random.nextInt(10)) {
        case 0 -> split();
        case 1 -> merge();
        case 2 -> scale();
        case 3 -> restart();
        case 4, 5, 6 -> put();
        default -> read(1 + random.nextInt(20));
      }
    }

    private List<Shard> open() {
      return bench.shards("s").stream()
          .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
          .sorted((a, b) -> start(a).compareTo(start(b)))
          .toList();
    }

    private static BigInteger start(Shard shard) {
      return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private void split() {
      List<Shard> open = open();
      Shard shard = open.get(random.nextInt(open.size()));
      BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
      BigInteger middle = start(shard).add(end).shiftRight(1);
      if (open.size() < 12 && middle.subtract(start(shard)).bitLength() > 3) {
        bench.call(
            SplitShardRequest.builder()
                .streamName("s")
                .shardToSplit(shard.shardId())
                .newStartingHashKey(middle.toString())
                .build());
      }
    }

    private void merge() {
      List<Shard> open = open();
      if (open.size() > 1) {
        int i = random.nextInt(open.size() - 1);
        bench.call(
            MergeShardsRequest.builder()
                .streamName("s")
                .shardToMerge(open.get(i).shardId())
                .adjacentShardToMerge(open.get(i + 1).shardId())
                .build());
      }
    }

    private void scale() {
      int open = open().size();
      clock.advance(Duration.ofHours(3));
      int target = Math.clamp((open + 1) / 2 + random.nextInt(open + 1), 1, Math.min(12, 2 * open));
      if (2 * target >= open) {
        // Records must not grow too old for those who read.
        readAll();
        bench.call(
            UpdateShardCountRequest.builder()
                .streamName("s")
                .targetShardCount(target)
                .scalingType("UNIFORM_SCALING")
                .build());
      }
    }

    private void restart() {
      bench.close();
      bench = KinesisBench.unlimited(engine, clock);
    }

    private void put() {
      List<PutRecordsRequestEntry> entries = new ArrayList<>();
      for (int left = 1 + random.nextInt(30); left > 0; left--) {
        entries.add(
            PutRecordsRequestEntry.builder()
                .partitionKey("k" + random.nextInt(50))
                .data(SdkBytes.fromUtf8String("r" + count++))
                .build());
      }
      PutRecordsResponse response =
          bench.call(
              PutRecordsRequest.builder().streamName("s").records(entries).build(),
              PutRecordsResponse.class);
      for (int i = 0; i < entries.size(); i++) {
        put.computeIfAbsent(response.records().get(i).shardId(), _ -> new ArrayList<>())
            .add(
                entries.get(i).data().asUtf8String()
                    + " "
                    + response.records().get(i).sequenceNumber());
      }
    }

    private boolean read(int limit) {
      boolean any = false;
      for (String id : List.copyOf(iterators.keySet())) {
        String iterator = iterators.get(id);
        if (iterator == null) {
          continue;
        }
        GetRecordsResponse response =
            bench.call(
                GetRecordsRequest.builder().shardIterator(fresh(id, iterator)).limit(limit).build(),
                GetRecordsResponse.class);
        any |= !response.records().isEmpty() || response.hasChildShards();
        List<String> texts = read.computeIfAbsent(id, _ -> new ArrayList<>());
        for (Record record : response.records()) {
          texts.add(record.data().asUtf8String() + " " + record.sequenceNumber());
        }
        iterators.put(id, response.nextShardIterator());
        issues.put(id, clock.now());
        if (response.nextShardIterator() == null) {
          // At the end of a shard everything that was put there has been read.
          assertThat(texts).isEqualTo(put.getOrDefault(id, List.of()));
        }
        response
            .childShards()
            .forEach(child -> {
              boolean parentsAreRead =
                  child.parentShards().stream().allMatch(parent -> iterators.get(parent) == null);
              if (parentsAreRead && !iterators.containsKey(child.shardId())) {
                iterators.put(
                    child.shardId(), bench.iterator("s", child.shardId(), "TRIM_HORIZON"));
              }
            });
      }
      return any;
    }

    /** Iterators live for five minutes; a reader that was away asks for a new one. */
    private String fresh(String id, String iterator) {
      List<String> texts = read.getOrDefault(id, List.of());
      Instant issued = issues.getOrDefault(id, Instant.EPOCH);
      boolean young = issued.plus(Duration.ofMinutes(5)).isAfter(clock.now());
      if (young && random.nextInt(3) > 0) {
        return iterator;
      }
      return texts.isEmpty()
          ? bench.iterator("s", id, "TRIM_HORIZON")
          : bench.iterator(
              GetShardIteratorRequest.builder()
                  .streamName("s")
                  .shardId(id)
                  .shardIteratorType("AFTER_SEQUENCE_NUMBER")
                  .startingSequenceNumber(
                      texts.getLast().substring(texts.getLast().indexOf(' ') + 1)));
    }

    private void readAll() {
      while (read(1_000)) {
        assertThat(iterators).isNotEmpty();
      }
    }

    void finish() {
      readAll();
      assertThat(read.values().stream().mapToInt(List::size).sum()).isEqualTo(count);
      read.forEach((shard, texts) -> {
        assertThat(texts).isEqualTo(put.getOrDefault(shard, List.of()));
        assertThat(texts.stream().map(text -> text.substring(text.indexOf(' ') + 1))).isSorted();
      });
    }

    @Override
    public void close() {
      bench.close();
      engine.close();
    }
  }
}
