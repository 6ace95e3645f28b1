package dev.forebay.kinesis;

import static dev.forebay.kinesis.KinesisBench.entry;
import static dev.forebay.kinesis.KinesisBench.shard;
import static dev.forebay.kinesis.KinesisBench.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.AwsException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;

/** Records of shards, over any engine. */
abstract class RecordsContract {
  final VirtualClock clock = new VirtualClock(KinesisBench.START);
  StorageEngine engine;
  KinesisBench bench;

  abstract StorageEngine open();

  @BeforeEach
  void start() {
    engine = open();
    bench = KinesisBench.unlimited(engine, clock);
  }

  @AfterEach
  void stop() {
    bench.close();
    engine.close();
  }

  void restart() {
    bench.close();
    bench = KinesisBench.unlimited(engine, clock);
  }

  static void refused(Runnable call, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessage(message);
  }

  @Test
  void aRecordIsReadAsItWasPut() {
    bench.create("s", 1);
    PutRecordResponse put = bench.put("s", "key ä", "hello");
    Record record =
        bench.records(bench.iterator("s", shard(0), "TRIM_HORIZON")).records().getFirst();
    assertThat(put.shardId()).isEqualTo(shard(0));
    assertThat(record)
        .isEqualTo(
            Record.builder()
                .partitionKey("key ä")
                .data(SdkBytes.fromUtf8String("hello"))
                .sequenceNumber(put.sequenceNumber())
                .approximateArrivalTimestamp(clock.now())
                .build());
    assertThat(put.sequenceNumber()).hasSize(56).startsWith("49");
  }

  @Test
  void sequenceNumbersRiseAcrossRestartsAndAClockThatStepsBack() {
    bench.create("s", 1);
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      numbers.add(new BigInteger(bench.put("s", "k", "a").sequenceNumber()));
      VirtualClock earlier = new VirtualClock(clock.now().minusSeconds(60L * i));
      bench.close();
      bench = KinesisBench.unlimited(engine, earlier);
    }
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
    assertThat(bench.records(bench.iterator("s", shard(0), "TRIM_HORIZON")).records())
        .extracting(record -> new BigInteger(record.sequenceNumber()))
        .isEqualTo(numbers);
  }

  @Test
  void recordsGoToTheShardOfTheirHashKey() {
    bench.create("s", 4);
    BigInteger half = BigInteger.TWO.pow(127);
    PutRecordResponse put =
        bench.call(
            PutRecordRequest.builder()
                .streamName("s")
                .partitionKey("any")
                .explicitHashKey(half.toString())
                .data(SdkBytes.fromUtf8String("x"))
                .build(),
            PutRecordResponse.class);
    assertThat(put.shardId()).isEqualTo(shard(2));
    // MD5 of "a" begins with 0c, that of "b" with 92.
    assertThat(bench.put("s", "a", "x").shardId()).isEqualTo(shard(0));
    assertThat(bench.put("s", "b", "x").shardId()).isEqualTo(shard(2));
    refused(
        () ->
            bench.call(
                PutRecordRequest.builder()
                    .streamName("s")
                    .partitionKey("any")
                    .explicitHashKey(BigInteger.TWO.pow(128).toString())
                    .data(SdkBytes.fromUtf8String("x"))
                    .build()),
        "InvalidArgumentException",
        "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified"
            + " value was 340282366920938463463374607431768211456");
  }

  @Test
  void manyRecordsKeepTheirOrderInEachShard() {
    bench.create("s", 3);
    List<String> sent = new ArrayList<>();
    PutRecordsResponse response =
        bench.putAll(
            "s",
            IntStream.range(0, 500)
                .mapToObj(i -> {
                  sent.add(Integer.toString(i));
                  return entry("k" + i % 40, Integer.toString(i));
                })
                .toArray(PutRecordsRequestEntry[]::new));
    assertThat(response.failedRecordCount()).isZero();
    for (int i = 0; i < 3; i++) {
      String shard = shard(i);
      List<String> expected = new ArrayList<>();
      for (int r = 0; r < 500; r++) {
        if (response.records().get(r).shardId().equals(shard)) {
          expected.add(sent.get(r));
        }
      }
      assertThat(expected).isNotEmpty();
      GetRecordsResponse read = bench.records(bench.iterator("s", shard, "TRIM_HORIZON"));
      assertThat(texts(read)).isEqualTo(expected);
      assertThat(read.records())
          .extracting(Record::sequenceNumber)
          .isEqualTo(
              response.records().stream()
                  .filter(result -> result.shardId().equals(shard))
                  .map(PutRecordsResultEntry::sequenceNumber)
                  .toList());
    }
  }

  @Test
  void writersAtTheSameTimeLoseNothingAndShareNoNumber() throws Exception {
    bench.create("s", 1);
    List<String> numbers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> writers = new ArrayList<>();
      for (int w = 0; w < 16; w++) {
        String name = "w" + w;
        writers.add(
            threads.submit(() -> {
              List<String> own = new ArrayList<>();
              for (int i = 0; i < 25; i++) {
                own.add(bench.put("s", name, name + " " + i).sequenceNumber());
              }
              return own;
            }));
      }
      for (Future<List<String>> writer : writers) {
        assertThat(writer.get()).isSorted();
        numbers.addAll(writer.get());
      }
    }
    GetRecordsResponse read = bench.records(bench.iterator("s", shard(0), "TRIM_HORIZON"));
    assertThat(read.records())
        .extracting(Record::sequenceNumber)
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(numbers);
    for (int w = 0; w < 16; w++) {
      String name = "w" + w + " ";
      assertThat(texts(read).stream().filter(text -> text.startsWith(name)))
          .extracting(text -> Integer.parseInt(text.substring(name.length())))
          .isSorted()
          .hasSize(25);
    }
  }

  @Test
  void everyTypeOfIteratorBeginsWhereItSays() {
    bench.create("s", 1);
    bench.put("s", "k", "a");
    clock.advance(Duration.ofSeconds(10));
    PutRecordsResponse two = bench.putAll("s", entry("k", "b"), entry("k", "c"));
    clock.advance(Duration.ofSeconds(10));
    String b = two.records().getFirst().sequenceNumber();
    String c = two.records().getLast().sequenceNumber();
    String latest = bench.iterator("s", shard(0), "LATEST");
    bench.put("s", "k", "d");
    assertThat(bench.all("s", shard(0))).containsExactly("a", "b", "c", "d");
    assertThat(texts(bench.records(latest))).containsExactly("d");
    assertThat(texts(bench.records(from("AT_SEQUENCE_NUMBER", b)))).containsExactly("b", "c", "d");
    assertThat(texts(bench.records(from("AT_SEQUENCE_NUMBER", c)))).containsExactly("c", "d");
    assertThat(texts(bench.records(from("AFTER_SEQUENCE_NUMBER", b)))).containsExactly("c", "d");
    assertThat(texts(bench.records(from("AFTER_SEQUENCE_NUMBER", c)))).containsExactly("d");
    assertThat(texts(bench.records(at(10)))).containsExactly("b", "c", "d");
    assertThat(texts(bench.records(at(11)))).containsExactly("d");
    assertThat(texts(bench.records(at(-100)))).containsExactly("a", "b", "c", "d");
    String first = bench.shards("s").getFirst().sequenceNumberRange().startingSequenceNumber();
    assertThat(texts(bench.records(from("AT_SEQUENCE_NUMBER", first)))).hasSize(4);
  }

  private String from(String type, String number) {
    return bench.iterator(
        GetShardIteratorRequest.builder()
            .streamName("s")
            .shardId(shard(0))
            .shardIteratorType(type)
            .startingSequenceNumber(number));
  }

  private String at(int seconds) {
    return bench.iterator(
        GetShardIteratorRequest.builder()
            .streamName("s")
            .shardId(shard(0))
            .shardIteratorType("AT_TIMESTAMP")
            .timestamp(KinesisBench.START.plusSeconds(seconds)));
  }

  @Test
  void aLimitCutsWithinWhatWasPutTogether() {
    bench.create("s", 1);
    bench.putAll("s", entry("k", "a"), entry("k", "b"), entry("k", "c"));
    bench.put("s", "k", "d");
    clock.advance(Duration.ofSeconds(3));
    String iterator = bench.iterator("s", shard(0), "TRIM_HORIZON");
    List<String> read = new ArrayList<>();
    List<Long> behind = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      GetRecordsResponse response =
          bench.call(
              GetRecordsRequest.builder().shardIterator(iterator).limit(2).build(),
              GetRecordsResponse.class);
      read.add(String.join("", texts(response)));
      behind.add(response.millisBehindLatest());
      iterator = response.nextShardIterator();
    }
    assertThat(read).containsExactly("ab", "cd", "");
    assertThat(behind).containsExactly(3_000L, 0L, 0L);
  }

  @Test
  void aReadGivesTenMebibytesAtMost() {
    bench.create("s", 1);
    for (int i = 0; i < 12; i++) {
      bench.put("s", "k", "x".repeat(1_000_000));
    }
    GetRecordsResponse first = bench.records(bench.iterator("s", shard(0), "TRIM_HORIZON"));
    assertThat(first.records()).hasSize(10);
    assertThat(bench.records(first.nextShardIterator()).records()).hasSize(2);
  }

  @Test
  void anIteratorExpiresAfterFiveMinutes() {
    bench.create("s", 1);
    String iterator = bench.iterator("s", shard(0), "LATEST");
    clock.advance(Duration.ofMinutes(5));
    bench.records(iterator);
    clock.advance(Duration.ofMillis(1));
    refused(
        () -> bench.records(iterator),
        "ExpiredIteratorException",
        "Iterator expired. The iterator was created at time Sun Mar 01 12:00:00 UTC 2026 while"
            + " right now it is Sun Mar 01 12:05:00 UTC 2026 which is further in the future than"
            + " the tolerated delay of 300000 milliseconds.");
  }

  @Test
  void whatIsNoIteratorIsRefused() {
    bench.create("s", 1);
    String good = bench.iterator("s", shard(0), "LATEST");
    for (String bad : List.of("x", "AAAA", "äö", good.substring(4), good + "AAAA")) {
      refused(() -> bench.records(bad), "InvalidArgumentException", "Invalid ShardIterator.");
    }
  }

  @Test
  void aSplitShardEndsAndItsChildrenGoOn() {
    bench.create("s", 1);
    bench.put("s", "a", "low");
    bench.put("s", "b", "high");
    bench.call(
        SplitShardRequest.builder()
            .streamName("s")
            .shardToSplit(shard(0))
            .newStartingHashKey(BigInteger.TWO.pow(127).toString())
            .build());
    assertThat(bench.put("s", "a", "low too").shardId()).isEqualTo(shard(1));
    assertThat(bench.put("s", "b", "high too").shardId()).isEqualTo(shard(2));
    GetRecordsResponse end = bench.records(bench.iterator("s", shard(0), "TRIM_HORIZON"));
    assertThat(texts(end)).containsExactly("low", "high");
    assertThat(end.nextShardIterator()).isNull();
    assertThat(end.childShards())
        .extracting(ChildShard::shardId)
        .containsExactly(shard(1), shard(2));
    assertThat(end.childShards().getFirst().parentShards()).containsExactly(shard(0));
    assertThat(bench.all("s", shard(1))).containsExactly("low too");
    assertThat(bench.shards("s").getFirst().sequenceNumberRange().endingSequenceNumber())
        .isGreaterThan(end.records().getLast().sequenceNumber());
    assertThat(bench.shards("s").get(1).sequenceNumberRange().startingSequenceNumber())
        .isGreaterThan(bench.shards("s").getFirst().sequenceNumberRange().endingSequenceNumber());
    restart();
    assertThat(bench.all("s", shard(0))).containsExactly("low", "high");
    assertThat(bench.put("s", "a", "after").shardId()).isEqualTo(shard(1));
  }

  @Test
  void mergedShardsHaveOneChildWithTwoParents() {
    bench.create("s", 2);
    bench.call(
        MergeShardsRequest.builder()
            .streamName("s")
            .shardToMerge(shard(1))
            .adjacentShardToMerge(shard(0))
            .build());
    assertThat(bench.shards("s").getLast())
        .satisfies(child -> {
          assertThat(child.parentShardId()).isEqualTo(shard(1));
          assertThat(child.adjacentParentShardId()).isEqualTo(shard(0));
          assertThat(child.hashKeyRange().startingHashKey()).isEqualTo("0");
          assertThat(child.hashKeyRange().endingHashKey())
              .isEqualTo(BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString());
        });
  }

  @Test
  void aRecordWakesWhoWatchesItsShard() throws Exception {
    bench.create("s", 2);
    try (Arrivals.Watch watch =
            bench.arrivals.watch(new Arrivals.Source(KinesisBench.ARN + "s", shard(0)));
        Arrivals.Watch other =
            bench.arrivals.watch(new Arrivals.Source(KinesisBench.ARN + "s", shard(1)))) {
      bench.put("s", "a", "x");
      assertThat(watch.await(Duration.ofSeconds(30))).isTrue();
      assertThat(other.await(Duration.ZERO)).isFalse();
    }
  }

  @Test
  void recordsBeyondTheRetentionAreGoneAtOnceAndDroppedWithinTheHour() {
    bench.create("s", 1);
    bench.put("s", "k", "old");
    String before = bench.iterator("s", shard(0), "TRIM_HORIZON");
    clock.advance(Duration.ofMinutes(4));
    bench.put("s", "k", "young");
    assertThat(texts(bench.records(before))).containsExactly("old", "young");
    clock.advance(Duration.ofHours(24).minusMinutes(2));
    assertThat(bench.all("s", shard(0))).containsExactly("young");
    clock.advance(Duration.ofHours(2));
    assertThat(bench.all("s", shard(0))).isEmpty();
    bench.put("s", "k", "new");
    assertThat(bench.all("s", shard(0))).containsExactly("new");
  }
}
