package dev.forebay.kinesis;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.EnhancedMetrics;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.SequenceNumberRange;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamModeDetails;
import software.amazon.awssdk.services.kinesis.model.WarmThroughputObject;

/** What is stored, in the SDK's classes. */
final class Shapes {
  private Shapes() {}

  static Shard shard(ShardRow row) {
    SequenceNumberRange.Builder numbers =
        SequenceNumberRange.builder().startingSequenceNumber(row.first().toString());
    row.closed()
        .ifPresent(millis ->
            numbers.endingSequenceNumber(row.number(SequenceNumber.CLOSED, millis).toString()));
    Shard.Builder shard =
        Shard.builder()
            .shardId(row.id())
            .hashKeyRange(range(row))
            .sequenceNumberRange(numbers.build());
    if (!row.parents().isEmpty()) {
      shard.parentShardId(ShardRow.id(row.parents().getFirst()));
    }
    if (row.parents().size() > 1) {
      shard.adjacentParentShardId(ShardRow.id(row.parents().getLast()));
    }
    return shard.build();
  }

  private static HashKeyRange range(ShardRow row) {
    return HashKeyRange.builder()
        .startingHashKey(row.range().start().toString())
        .endingHashKey(row.range().end().toString())
        .build();
  }

  /** The shards that a closed one goes on in. */
  static List<ChildShard> children(OpenStream stream, ShardRow parent) {
    return stream.shards().childrenOf(parent).stream()
        .map(child ->
            ChildShard.builder()
                .shardId(child.id())
                .parentShards(child.parents().stream().map(ShardRow::id).toList())
                .hashKeyRange(range(child))
                .build())
        .toList();
  }

  static StreamModeDetails mode(StreamRow row) {
    return StreamModeDetails.builder().streamMode(row.options().mode()).build();
  }

  static EnhancedMetrics metrics(StreamRow row) {
    return EnhancedMetrics.builder()
        .shardLevelMetricsWithStrings(new TreeSet<>(row.options().metrics()))
        .build();
  }

  static String encryption(StreamRow row) {
    return row.options().keyId().isPresent() ? "KMS" : "NONE";
  }

  static WarmThroughputObject warm(StreamRow row) {
    return WarmThroughputObject.builder()
        .targetMiBps(row.options().warmMiBps())
        .currentMiBps(row.options().warmMiBps())
        .build();
  }

  static Instant instant(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
