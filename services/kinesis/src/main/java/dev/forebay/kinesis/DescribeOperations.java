package dev.forebay.kinesis;

import dev.forebay.wire.CallContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/** DescribeStream and DescribeStreamSummary. Thread-safe. */
final class DescribeOperations {
  private static final int SHARDS = 100;

  private final Streams streams;

  DescribeOperations(Streams streams) {
    this.streams = streams;
  }

  DescribeStreamResponse describe(CallContext context, DescribeStreamRequest request) {
    OpenStream stream = streams.open(context, request.streamName(), request.streamARN());
    int limit = request.limit() == null ? SHARDS : request.limit();
    List<ShardRow> left = after(visible(stream, streams.now()), request.exclusiveStartShardId());
    StreamRow row = stream.row();
    return DescribeStreamResponse.builder()
        .streamDescription(
            StreamDescription.builder()
                .streamName(row.name())
                .streamARN(stream.arn())
                .streamStatus(stream.status())
                .streamModeDetails(Shapes.mode(row))
                .shards(left.stream().limit(limit).map(Shapes::shard).toList())
                .hasMoreShards(left.size() > limit)
                .retentionPeriodHours(row.options().retentionHours())
                .streamCreationTimestamp(Shapes.instant(row.created()))
                .enhancedMonitoring(Shapes.metrics(row))
                .encryptionType(Shapes.encryption(row))
                .keyId(row.options().keyId().orElse(null))
                .build())
        .build();
  }

  /** The shards that are open or were closed within the retention. */
  static List<ShardRow> visible(OpenStream stream, long now) {
    long horizon = stream.horizon(now);
    return stream.shards().all().stream()
        .filter(shard -> shard.closed().isEmpty() || shard.closed().getAsLong() >= horizon)
        .toList();
  }

  /** The shards after one of this id. */
  static List<ShardRow> after(List<ShardRow> shards, @Nullable String id) {
    return id == null
        ? shards
        : shards.stream().filter(shard -> shard.id().compareTo(id) > 0).toList();
  }

  DescribeStreamSummaryResponse summarize(
      CallContext context, DescribeStreamSummaryRequest request) {
    OpenStream stream = streams.open(context, request.streamName(), request.streamARN());
    StreamRow row = stream.row();
    StreamDescriptionSummary.Builder summary =
        StreamDescriptionSummary.builder()
            .streamName(row.name())
            .streamARN(stream.arn())
            .streamStatus(stream.status())
            .streamModeDetails(Shapes.mode(row))
            .retentionPeriodHours(row.options().retentionHours())
            .streamCreationTimestamp(Shapes.instant(row.created()))
            .enhancedMonitoring(Shapes.metrics(row))
            .encryptionType(Shapes.encryption(row))
            .keyId(row.options().keyId().orElse(null))
            .openShardCount(stream.shards().open().size())
            .consumerCount(streams.tables(stream.place()).ofStream("consumer", row.id()).size())
            .maxRecordSizeInKiB(row.options().maxRecordKiB());
    if (row.options().isOnDemand()) {
      summary.warmThroughput(Shapes.warm(row));
    }
    return DescribeStreamSummaryResponse.builder()
        .streamDescriptionSummary(summary.build())
        .build();
  }
}
