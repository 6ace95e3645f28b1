package dev.forebay.kinesis;

import static dev.forebay.kinesis.KinesisBench.ARN;
import static dev.forebay.kinesis.KinesisBench.shard;
import static dev.forebay.kinesis.RecordsContract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DecreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeAccountSettingsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringRequest;
import software.amazon.awssdk.services.kinesis.model.EnableEnhancedMonitoringResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.IncreaseStreamRetentionPeriodRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.StartStreamEncryptionRequest;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamModeDetails;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateAccountSettingsRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateMaxRecordSizeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputRequest;

class StreamsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualClock clock = new VirtualClock(KinesisBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private KinesisBench bench = KinesisBench.unlimited(engine, clock);

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private void slow() {
    bench.close();
    bench =
        new KinesisBench(engine, clock, new KinesisSettings(KinesisSettings.Limits.OFF, SECOND));
  }

  private void limited() {
    bench.close();
    bench = new KinesisBench(engine, clock, KinesisSettings.with(KinesisSettings.Limits.ON));
  }

  private StreamDescription describe(String stream) {
    return bench
        .call(
            DescribeStreamRequest.builder().streamName(stream).build(),
            DescribeStreamResponse.class)
        .streamDescription();
  }

  private void split(String stream, int shard, BigInteger at) {
    bench.call(
        SplitShardRequest.builder()
            .streamName(stream)
            .shardToSplit(shard(shard))
            .newStartingHashKey(at.toString())
            .build());
  }

  private static List<String> ids(List<Shard> shards) {
    return shards.stream().map(Shard::shardId).toList();
  }

  @Nested
  class Life {
    @Test
    void aStreamPassesThroughItsStates() {
      slow();
      bench.create("s", 2);
      assertThat(describe("s"))
          .satisfies(it -> {
            assertThat(it.streamStatusAsString()).isEqualTo("CREATING");
            assertThat(it.shards()).isEmpty();
          });
      refused(
          () -> bench.put("s", "k", "x"),
          "ResourceNotFoundException",
          "Stream s under account 123456789012 not found.");
      clock.advance(SECOND);
      assertThat(describe("s").streamStatusAsString()).isEqualTo("ACTIVE");
      split("s", 0, BigInteger.TWO.pow(126));
      assertThat(describe("s").streamStatusAsString()).isEqualTo("UPDATING");
      bench.put("s", "k", "while updating");
      refused(
          () -> split("s", 1, BigInteger.TWO.pow(127).add(BigInteger.TEN)),
          "ResourceInUseException",
          "Stream s under account 123456789012 not ACTIVE, instead in state UPDATING");
      clock.advance(SECOND);
      bench.call(DeleteStreamRequest.builder().streamARN(ARN + "s").build());
      assertThat(describe("s").streamStatusAsString()).isEqualTo("DELETING");
      refused(
          () -> bench.create("s", 1),
          "ResourceInUseException",
          "Stream s under account 123456789012 already exists.");
      clock.advance(SECOND);
      refused(
          () -> describe("s"),
          "ResourceNotFoundException",
          "Stream s under account 123456789012 not found.");
      bench.create("s", 1);
      clock.advance(SECOND);
      assertThat(bench.all("s", shard(0))).isEmpty();
    }

    @Test
    void aDeletedStreamLeavesNothingBehind() throws Exception {
      bench.create("s", 3);
      bench.put("s", "k", "x");
      bench.call(DeleteStreamRequest.builder().streamName("s").build());
      for (int i = 0; i < 3_000 && !engine.scopes(ScopeKind.LOG, "").isEmpty(); i++) {
        // The housekeeping thread needs a moment of real time.
        clockless();
      }
      assertThat(engine.scopes(ScopeKind.LOG, "")).isEmpty();
    }

    private void clockless() throws InterruptedException {
      new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
    }

    @Test
    void aStreamIsDescribedAsItWasMade() {
      bench.call(
          CreateStreamRequest.builder()
              .streamName("s")
              .shardCount(2)
              .tags(Map.of("team", "a"))
              .maxRecordSizeInKiB(2_048)
              .build());
      StreamDescription it = describe("s");
      assertThat(it.streamARN()).isEqualTo(ARN + "s");
      assertThat(it.retentionPeriodHours()).isEqualTo(24);
      assertThat(it.streamModeDetails().streamModeAsString()).isEqualTo("PROVISIONED");
      assertThat(it.encryptionTypeAsString()).isEqualTo("NONE");
      assertThat(it.shards().getFirst().hashKeyRange().startingHashKey()).isEqualTo("0");
      assertThat(it.shards().getFirst().hashKeyRange().endingHashKey())
          .isEqualTo("170141183460469231731687303715884105727");
      assertThat(it.shards().getLast().hashKeyRange().endingHashKey())
          .isEqualTo("340282366920938463463374607431768211455");
      assertThat(
              bench
                  .call(
                      DescribeStreamSummaryRequest.builder().streamARN(ARN + "s").build(),
                      DescribeStreamSummaryResponse.class)
                  .streamDescriptionSummary())
          .satisfies(summary -> {
            assertThat(summary.openShardCount()).isEqualTo(2);
            assertThat(summary.maxRecordSizeInKiB()).isEqualTo(2_048);
            assertThat(summary.consumerCount()).isZero();
          });
    }

    @Test
    void anOnDemandStreamBeginsWithFourShards() {
      StreamModeDetails onDemand = StreamModeDetails.builder().streamMode("ON_DEMAND").build();
      bench.call(CreateStreamRequest.builder().streamName("s").streamModeDetails(onDemand).build());
      assertThat(bench.shards("s")).hasSize(4);
      refused(
          () -> split("s", 0, BigInteger.TEN),
          "ValidationException",
          "SplitShard is not supported for streams in ON_DEMAND mode: s under account"
              + " 123456789012.");
      refused(
          () ->
              bench.call(
                  CreateStreamRequest.builder()
                      .streamName("t")
                      .shardCount(1)
                      .streamModeDetails(onDemand)
                      .build()),
          "ValidationException",
          "ShardCount cannot be specified when StreamMode is ON_DEMAND.");
      bench.call(
          UpdateStreamWarmThroughputRequest.builder()
              .streamName("s")
              .warmThroughputMiBps(100)
              .build());
      StreamModeDetails provisioned = StreamModeDetails.builder().streamMode("PROVISIONED").build();
      for (StreamModeDetails mode : List.of(provisioned, onDemand)) {
        bench.call(
            UpdateStreamModeRequest.builder().streamARN(ARN + "s").streamModeDetails(mode).build());
      }
      refused(
          () ->
              bench.call(
                  UpdateStreamModeRequest.builder()
                      .streamARN(ARN + "s")
                      .streamModeDetails(provisioned)
                      .build()),
          "LimitExceededException",
          "The mode of stream s can be changed at most twice in a rolling 24-hour period.");
      assertThat(bench.call(DescribeLimitsRequest.builder().build(), DescribeLimitsResponse.class))
          .satisfies(limits -> {
            assertThat(limits.openShardCount()).isEqualTo(4);
            assertThat(limits.onDemandStreamCount()).isEqualTo(1);
          });
    }

    @Test
    void streamsAreListedInPages() {
      for (String name : List.of("b", "a", "d", "c")) {
        bench.create(name, 1);
      }
      List<String> names = new ArrayList<>();
      @Nullable String token = null;
      do {
        ListStreamsResponse page =
            bench.call(
                ListStreamsRequest.builder().limit(3).nextToken(token).build(),
                ListStreamsResponse.class);
        names.addAll(page.streamNames());
        token = page.nextToken();
        assertThat(page.hasMoreStreams()).isEqualTo(token != null);
      } while (token != null);
      assertThat(names).containsExactly("a", "b", "c", "d");
      assertThat(
              bench
                  .call(
                      ListStreamsRequest.builder().exclusiveStartStreamName("b").build(),
                      ListStreamsResponse.class)
                  .streamSummaries())
          .extracting(summary -> summary.streamARN())
          .containsExactly(ARN + "c", ARN + "d");
    }

    @Test
    void aStreamNeedsANameOrAnArnOfThisAccount() {
      bench.create("s", 1);
      refused(
          () -> bench.call(DescribeStreamRequest.builder().build()),
          "InvalidArgumentException",
          "Either StreamName or StreamARN must be provided.");
      refused(
          () ->
              bench.call(
                  DescribeStreamRequest.builder()
                      .streamARN("arn:aws:kinesis:eu-central-1:999999999999:stream/s")
                      .build()),
          "ResourceNotFoundException",
          "Stream s under account 999999999999 not found.");
    }
  }

  @Nested
  class Resharding {
    @ParameterizedTest
    @CsvSource({"1,2", "2,4", "4,3", "3,6", "6,4", "5,3", "10,7"})
    void scalingLeadsToEqualShards(int from, int to) {
      bench.create("s", from);
      UpdateShardCountResponse response =
          bench.call(
              UpdateShardCountRequest.builder()
                  .streamName("s")
                  .targetShardCount(to)
                  .scalingType("UNIFORM_SCALING")
                  .build(),
              UpdateShardCountResponse.class);
      assertThat(response.currentShardCount()).isEqualTo(from);
      assertThat(response.targetShardCount()).isEqualTo(to);
      List<Shard> open =
          bench.shards("s").stream()
              .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
              .sorted(
                  Comparator.comparing(
                      shard -> new BigInteger(shard.hashKeyRange().startingHashKey())))
              .toList();
      BigInteger size = BigInteger.TWO.pow(128).divide(BigInteger.valueOf(to));
      assertThat(open)
          .extracting(shard -> new BigInteger(shard.hashKeyRange().startingHashKey()))
          .containsExactlyElementsOf(
              IntStream.range(0, to).mapToObj(i -> size.multiply(BigInteger.valueOf(i))).toList());
    }

    @Test
    void scalingHasBounds() {
      bench.create("s", 4);
      for (int target : List.of(9, 1)) {
        assertThat(thrown(() -> scale(target)).code()).isEqualTo("LimitExceededException");
      }
      for (int i = 0; i < 10; i++) {
        scale(i % 2 == 0 ? 5 : 4);
      }
      assertThat(thrown(() -> scale(5)).getMessage()).contains("rolling 24-hour period");
      clock.advance(Duration.ofHours(24));
      scale(5);
    }

    private void scale(int target) {
      bench.call(
          UpdateShardCountRequest.builder()
              .streamName("s")
              .targetShardCount(target)
              .scalingType("UNIFORM_SCALING")
              .build());
    }

    @Test
    void whatCannotBeSplitOrMergedIsRefused() {
      bench.create("s", 3);
      refused(
          () -> split("s", 0, BigInteger.ONE),
          "InvalidArgumentException",
          "NewStartingHashKey 1 used in SplitShard() on shard shardId-000000000000 in stream s"
              + " under account 123456789012 is not both greater than one plus the shard's"
              + " StartingHashKey 0 and less than the shard's EndingHashKey"
              + " 113427455640312821154458202477256070484.");
      refused(
          () -> split("s", 7, BigInteger.ONE),
          "ResourceNotFoundException",
          "Could not find shard shardId-000000000007 in stream s under account 123456789012.");
      refused(
          () ->
              bench.call(
                  MergeShardsRequest.builder()
                      .streamName("s")
                      .shardToMerge(shard(0))
                      .adjacentShardToMerge(shard(2))
                      .build()),
          "InvalidArgumentException",
          "Shards shardId-000000000000 and shardId-000000000002 in stream s under account"
              + " 123456789012 are not an adjacent pair of shards eligible for merging");
    }

    @Test
    void shardsAreListedByFilterAndInPages() {
      bench.create("s", 2);
      clock.advance(Duration.ofHours(1));
      split("s", 0, BigInteger.TWO.pow(126));
      clock.advance(Duration.ofHours(1));
      assertThat(filtered(ShardFilter.builder().type("AT_LATEST"))).isEqualTo("1 2 3");
      assertThat(filtered(ShardFilter.builder().type("AT_TRIM_HORIZON"))).isEqualTo("0 1");
      assertThat(filtered(ShardFilter.builder().type("FROM_TRIM_HORIZON"))).isEqualTo("0 1 2 3");
      assertThat(filtered(ShardFilter.builder().type("AFTER_SHARD_ID").shardId(shard(1))))
          .isEqualTo("2 3");
      assertThat(filtered(at("AT_TIMESTAMP", 30))).isEqualTo("0 1");
      assertThat(filtered(at("AT_TIMESTAMP", 90))).isEqualTo("1 2 3");
      assertThat(filtered(at("FROM_TIMESTAMP", 30))).isEqualTo("0 1 2 3");
      assertThat(filtered(at("FROM_TIMESTAMP", 90))).isEqualTo("1 2 3");
      ListShardsResponse first =
          bench.call(
              ListShardsRequest.builder().streamName("s").maxResults(3).build(),
              ListShardsResponse.class);
      ListShardsRequest second = ListShardsRequest.builder().nextToken(first.nextToken()).build();
      assertThat(ids(bench.call(second, ListShardsResponse.class).shards()))
          .containsExactly(shard(3));
      clock.advance(Duration.ofMinutes(6));
      assertThat(thrown(() -> bench.call(second)).code()).isEqualTo("ExpiredNextTokenException");
      assertThat(thrown(() -> bench.call(ListShardsRequest.builder().build())).code())
          .isEqualTo("InvalidArgumentException");
    }

    private ShardFilter.Builder at(String type, int minutes) {
      return ShardFilter.builder()
          .type(type)
          .timestamp(KinesisBench.START.plus(Duration.ofMinutes(minutes)));
    }

    private String filtered(ShardFilter.Builder filter) {
      return String.join(
          " ",
          ids(
                  bench
                      .call(
                          ListShardsRequest.builder()
                              .streamName("s")
                              .shardFilter(filter.build())
                              .build(),
                          ListShardsResponse.class)
                      .shards())
              .stream()
              .map(id -> id.substring(id.length() - 1))
              .toList());
    }

    @Test
    void aClosedShardGoesWithItsLastRecord() {
      bench.create("s", 1);
      bench.put("s", "k", "x");
      split("s", 0, BigInteger.TWO.pow(127));
      clock.advance(Duration.ofHours(23));
      assertThat(bench.shards("s")).hasSize(3);
      clock.advance(Duration.ofHours(2));
      assertThat(ids(bench.shards("s"))).containsExactly(shard(1), shard(2));
      refused(
          () -> bench.iterator("s", shard(0), "TRIM_HORIZON"),
          "ResourceNotFoundException",
          "Shard shardId-000000000000 in stream s under account 123456789012 does not exist");
    }
  }

  @Nested
  class Options {
    @Test
    void retentionCanGrowAndShrinkWithinItsBounds() {
      bench.create("s", 1);
      increase(48);
      clock.advance(Duration.ofMinutes(1));
      bench.put("s", "k", "x");
      clock.advance(Duration.ofHours(47));
      assertThat(bench.all("s", shard(0))).containsExactly("x");
      decrease(24);
      assertThat(bench.all("s", shard(0))).isEmpty();
      refused(
          () -> increase(23),
          "InvalidArgumentException",
          "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is"
              + " too short.");
      refused(
          () -> decrease(25),
          "InvalidArgumentException",
          "Requested retention period (25 hours) for stream s can not be longer than existing"
              + " retention period (24 hours). Use IncreaseRetentionPeriod API.");
      increase(8_760);
      assertThat(thrown(() -> increase(8_761)).code()).isEqualTo("InvalidArgumentException");
    }

    private void increase(int hours) {
      bench.call(
          IncreaseStreamRetentionPeriodRequest.builder()
              .streamName("s")
              .retentionPeriodHours(hours)
              .build());
    }

    private void decrease(int hours) {
      bench.call(
          DecreaseStreamRetentionPeriodRequest.builder()
              .streamName("s")
              .retentionPeriodHours(hours)
              .build());
    }

    @Test
    void theLargestRecordCanBeSet() {
      bench.create("s", 1);
      String large = "x".repeat(1024 * 1024);
      refused(
          () -> bench.put("s", "k", large),
          "ValidationException",
          "1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=1048576"
              + " cap=1048576]' at 'data' failed to satisfy constraint: Member must have length"
              + " less than or equal to 1048576");
      bench.call(
          UpdateMaxRecordSizeRequest.builder()
              .streamARN(ARN + "s")
              .maxRecordSizeInKiB(10_240)
              .build());
      bench.put("s", "k", large.repeat(9));
      assertThat(bench.all("s", shard(0)).getFirst()).hasSize(9 * 1024 * 1024);
    }

    @Test
    void encryptionShowsOnRecords() {
      bench.create("s", 1);
      bench.put("s", "k", "plain");
      bench.call(
          StartStreamEncryptionRequest.builder()
              .streamName("s")
              .encryptionType("KMS")
              .keyId("alias/aws/kinesis")
              .build());
      PutRecordResponse put = bench.put("s", "k", "secret");
      assertThat(put.encryptionTypeAsString()).isEqualTo("KMS");
      assertThat(bench.records(bench.iterator("s", shard(0), "TRIM_HORIZON")).records())
          .extracting(record -> record.encryptionTypeAsString())
          .containsExactly(null, "KMS");
      assertThat(describe("s").keyId()).isEqualTo("alias/aws/kinesis");
    }

    @Test
    void monitoringIsRecorded() {
      bench.create("s", 1);
      EnableEnhancedMonitoringResponse response =
          bench.call(
              EnableEnhancedMonitoringRequest.builder()
                  .streamName("s")
                  .shardLevelMetricsWithStrings("ALL")
                  .build(),
              EnableEnhancedMonitoringResponse.class);
      assertThat(response.currentShardLevelMetrics()).isEmpty();
      assertThat(response.desiredShardLevelMetrics()).hasSize(7);
      assertThat(describe("s").enhancedMonitoring().getFirst().shardLevelMetrics()).hasSize(7);
    }

    @Test
    void theAccountsCommitmentIsRecorded() {
      bench.call(
          UpdateAccountSettingsRequest.builder()
              .minimumThroughputBillingCommitment(it -> it.status("ENABLED"))
              .build());
      assertThat(
              bench
                  .call(
                      DescribeAccountSettingsRequest.builder().build(),
                      DescribeAccountSettingsResponse.class)
                  .minimumThroughputBillingCommitment()
                  .statusAsString())
          .isEqualTo("ENABLED");
    }

    @Test
    void tagsHaveAnOldAndANewForm() {
      bench.create("s", 1);
      bench.call(
          AddTagsToStreamRequest.builder()
              .streamName("s")
              .tags(Map.of("a", "1", "b", "2"))
              .build());
      bench.call(
          TagResourceRequest.builder()
              .resourceARN(ARN + "s")
              .tags(Map.of("b", "3", "c", "4"))
              .build());
      bench.call(RemoveTagsFromStreamRequest.builder().streamName("s").tagKeys("a").build());
      ListTagsForStreamResponse page =
          bench.call(
              ListTagsForStreamRequest.builder().streamName("s").limit(1).build(),
              ListTagsForStreamResponse.class);
      assertThat(page.tags()).containsExactly(Tag.builder().key("b").value("3").build());
      assertThat(page.hasMoreTags()).isTrue();
      bench.call(UntagResourceRequest.builder().resourceARN(ARN + "s").tagKeys("b").build());
      assertThat(
              bench
                  .call(
                      ListTagsForResourceRequest.builder().resourceARN(ARN + "s").build(),
                      ListTagsForResourceResponse.class)
                  .tags())
          .containsExactly(Tag.builder().key("c").value("4").build());
      assertThat(
              thrown(() ->
                      bench.call(
                          TagResourceRequest.builder()
                              .resourceARN(ARN + "s")
                              .tags(Map.of("aws:x", "1"))
                              .build()))
                  .code())
          .isEqualTo("InvalidArgumentException");
    }

    @Test
    void aPolicyIsKeptUntilItIsDeleted() {
      bench.create("s", 1);
      String policy =
          "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\","
              + "\"Action\":\"kinesis:PutRecord\",\"Resource\":\""
              + ARN
              + "s\"}}";
      bench.call(PutResourcePolicyRequest.builder().resourceARN(ARN + "s").policy(policy).build());
      assertThat(policy()).isEqualTo(policy);
      bench.call(DeleteResourcePolicyRequest.builder().resourceARN(ARN + "s").build());
      assertThat(policy()).isEqualTo("{}");
      refused(
          () ->
              bench.call(
                  PutResourcePolicyRequest.builder().resourceARN(ARN + "s").policy("[").build()),
          "InvalidArgumentException",
          "Invalid policy: This policy contains invalid Json");
    }

    private String policy() {
      return bench
          .call(
              GetResourcePolicyRequest.builder().resourceARN(ARN + "s").build(),
              GetResourcePolicyResponse.class)
          .policy();
    }
  }

  @Nested
  class Consumers {
    @Test
    void aConsumerIsRegisteredListedAndRemoved() {
      slow();
      bench.create("s", 1);
      clock.advance(SECOND);
      Consumer made = register("c");
      assertThat(made.consumerARN())
          .isEqualTo(ARN + "s/consumer/c:" + clock.now().getEpochSecond());
      assertThat(made.consumerStatusAsString()).isEqualTo("CREATING");
      clock.advance(SECOND);
      DescribeStreamConsumerRequest byName =
          DescribeStreamConsumerRequest.builder().streamARN(ARN + "s").consumerName("c").build();
      assertThat(
              bench
                  .call(byName, DescribeStreamConsumerResponse.class)
                  .consumerDescription()
                  .consumerStatusAsString())
          .isEqualTo("ACTIVE");
      refused(
          () -> register("c"),
          "ResourceInUseException",
          "Consumer c under stream s already exists for account 123456789012.");
      register("a");
      assertThat(
              bench
                  .call(
                      ListStreamConsumersRequest.builder().streamARN(ARN + "s").build(),
                      ListStreamConsumersResponse.class)
                  .consumers())
          .extracting(Consumer::consumerName)
          .containsExactly("a", "c");
      refused(
          () -> bench.call(DeleteStreamRequest.builder().streamName("s").build()),
          "ResourceInUseException",
          "Stream s under account 123456789012 has registered consumers. Set"
              + " EnforceConsumerDeletion to true to delete them as well.");
      bench.call(DeregisterStreamConsumerRequest.builder().consumerARN(made.consumerARN()).build());
      clock.advance(SECOND);
      assertThat(thrown(() -> bench.call(byName)).code()).isEqualTo("ResourceNotFoundException");
    }

    private Consumer register(String name) {
      return bench
          .call(
              RegisterStreamConsumerRequest.builder()
                  .streamARN(ARN + "s")
                  .consumerName(name)
                  .build(),
              RegisterStreamConsumerResponse.class)
          .consumer();
    }
  }

  @Nested
  class Limits {
    @Test
    void aShardTakesAThousandRecordsASecond() {
      limited();
      bench.create("s", 1);
      bench.putAll("s", KinesisBench.entries(500, 10));
      bench.putAll("s", KinesisBench.entries(499, 10));
      PutRecordsResponse cut = bench.putAll("s", KinesisBench.entries(3, 10));
      assertThat(cut.failedRecordCount()).isEqualTo(2);
      assertThat(cut.records().getFirst().sequenceNumber()).isNotNull();
      assertThat(cut.records().getLast().errorCode())
          .isEqualTo("ProvisionedThroughputExceededException");
      assertThat(cut.records().getLast().errorMessage())
          .isEqualTo(
              "Rate exceeded for shard shardId-000000000000 in stream s under account"
                  + " 123456789012.");
      refused(
          () -> bench.put("s", "k", "x"),
          "ProvisionedThroughputExceededException",
          "Rate exceeded for shard shardId-000000000000 in stream s under account 123456789012.");
      clock.advance(Duration.ofMillis(2));
      bench.put("s", "k", "x");
    }

    @Test
    void aShardTakesAMebibyteASecond() {
      limited();
      bench.create("s", 1);
      PutRecordsResponse response = bench.putAll("s", KinesisBench.entries(5, 250_000));
      assertThat(response.failedRecordCount()).isEqualTo(1);
    }

    @Test
    void fiveReadsASecondAreForClientsAndNotForReadersWithin() {
      limited();
      bench.create("s", 1);
      String iterator = bench.iterator("s", shard(0), "LATEST");
      for (int i = 0; i < 5; i++) {
        bench.records(iterator);
      }
      GetRecordsRequest request = GetRecordsRequest.builder().shardIterator(iterator).build();
      for (int i = 0; i < 50; i++) {
        bench.call(request, Optional.empty());
      }
      refused(
          () -> bench.call(request),
          "ProvisionedThroughputExceededException",
          "Rate exceeded for shard shardId-000000000000 in stream s under account 123456789012.");
      clock.advance(Duration.ofMillis(201));
      bench.records(iterator);
    }

    @Test
    void aLargeReadIsPaidOffBeforeTheNext() {
      bench.create("s", 1);
      for (int i = 0; i < 11; i++) {
        bench.put("s", "k", "x".repeat(1_000_000));
      }
      limited();
      String next =
          bench.records(bench.iterator("s", shard(0), "TRIM_HORIZON")).nextShardIterator();
      clock.advance(Duration.ofSeconds(3));
      assertThat(thrown(() -> bench.records(next)).code())
          .isEqualTo("ProvisionedThroughputExceededException");
      clock.advance(Duration.ofSeconds(2));
      assertThat(bench.records(next).records()).hasSize(1);
    }
  }

  @Nested
  class WrongInput {
    @Test
    void iteratorsNeedWhatTheirTypeNeeds() {
      bench.create("s", 2);
      String number = bench.put("s", "a", "x").sequenceNumber();
      refused(
          () -> iterator(shard(0), "AT_SEQUENCE_NUMBER", null),
          "InvalidArgumentException",
          "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and"
              + " StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no"
              + " StartingSequenceNumber. Request specified AT_SEQUENCE_NUMBER and no"
              + " StartingSequenceNumber.");
      refused(
          () -> iterator(shard(0), "LATEST", number),
          "InvalidArgumentException",
          "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and"
              + " StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no"
              + " StartingSequenceNumber. Request specified LATEST and also a"
              + " StartingSequenceNumber.");
      refused(
          () -> iterator(shard(1), "AT_SEQUENCE_NUMBER", number),
          "InvalidArgumentException",
          "Invalid StartingSequenceNumber. It encodes shardId-000000000000, while it was used in a"
              + " call to a shard with shardId-000000000001");
      refused(
          () -> iterator(shard(0), "AT_SEQUENCE_NUMBER", "12"),
          "InvalidArgumentException",
          "StartingSequenceNumber 12 used in GetShardIterator on shard shardId-000000000000 in"
              + " stream s under account 123456789012 is invalid.");
      refused(
          () -> iterator(shard(0), "AT_TIMESTAMP", null),
          "InvalidArgumentException",
          "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current"
              + " request has no timestamp parameter.");
      refused(
          () -> iterator(shard(5), "LATEST", null),
          "ResourceNotFoundException",
          "Shard shardId-000000000005 in stream s under account 123456789012 does not exist");
    }

    private void iterator(String shard, String type, @Nullable String number) {
      bench.iterator(
          GetShardIteratorRequest.builder()
              .streamName("s")
              .shardId(shard)
              .shardIteratorType(type)
              .startingSequenceNumber(number));
    }

    @Test
    void aSequenceNumberForOrderingMustBeOne() {
      bench.create("s", 1);
      String good = bench.put("s", "a", "x").sequenceNumber();
      PutRecordRequest.Builder request =
          PutRecordRequest.builder()
              .streamName("s")
              .partitionKey("a")
              .data(SdkBytes.fromUtf8String("y"));
      assertThat(
              bench
                  .call(request.sequenceNumberForOrdering(good).build(), PutRecordResponse.class)
                  .sequenceNumber())
          .isGreaterThan(good);
      assertThat(thrown(() -> bench.call(request.sequenceNumberForOrdering("7").build())).code())
          .isEqualTo("InvalidArgumentException");
    }
  }

  private static AwsException thrown(Runnable call) {
    try {
      call.run();
    } catch (AwsException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }
}
