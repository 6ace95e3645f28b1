package dev.forebay.eventsource.source.kinesis;

import dev.forebay.eventsource.source.Calls;
import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.Shard;
import dev.forebay.eventsource.source.ShardReader;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.eventsource.source.SourceGoneException;
import dev.forebay.eventsource.source.StreamSource;
import dev.forebay.model.Arn;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;

/**
 * A Kinesis data stream, read with GetRecords, also for a registered consumer: within one process
 * there is no share of throughput that a consumer would have for itself. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">Using Lambda to
 *     process records from Amazon Kinesis Data Streams</a>
 */
public final class KinesisSource implements StreamSource {
  private static final Set<String> GONE = Set.of("ResourceNotFoundException");

  private final Calls calls;
  private final Arn stream;
  private final Arn source;
  private final Arrivals arrivals;
  private final Duration pollEvery;

  /**
   * Reads a stream.
   *
   * @param stream the stream
   * @param source what events name as their source: the stream, or its consumer
   * @param arrivals wakes readers
   * @param pollEvery how often to look although nothing has woken a reader
   */
  public KinesisSource(Calls calls, Arn stream, Arn source, Arrivals arrivals, Duration pollEvery) {
    this.calls = calls;
    this.stream = stream;
    this.source = source;
    this.arrivals = arrivals;
    this.pollEvery = pollEvery;
  }

  @Override
  public List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    @Nullable String next = null;
    do {
      ListShardsRequest.Builder request = ListShardsRequest.builder();
      ListShardsResponse response =
          (ListShardsResponse)
              call(
                  "ListShards",
                  (next == null ? request.streamARN(stream.toString()) : request.nextToken(next))
                      .build());
      response
          .shards()
          .forEach(shard ->
              shards.add(
                  new Shard(
                      shard.shardId(),
                      Stream.of(
                              parent(shard.parentShardId()), parent(shard.adjacentParentShardId()))
                          .flatMap(List::stream)
                          .toList(),
                      shard.sequenceNumberRange().endingSequenceNumber() == null)));
      next = response.nextToken();
    } while (next != null);
    return shards;
  }

  private static List<String> parent(@Nullable String id) {
    return id == null ? List.of() : List.of(id);
  }

  @Override
  public Duration retention() {
    DescribeStreamSummaryResponse response =
        (DescribeStreamSummaryResponse)
            call(
                "DescribeStreamSummary",
                DescribeStreamSummaryRequest.builder().streamARN(stream.toString()).build());
    return Duration.ofHours(response.streamDescriptionSummary().retentionPeriodHours());
  }

  @Override
  public ShardReader open(String shard, ReadFrom from) {
    return new KinesisShardReader(
        this,
        new RecordJson(source, shard, calls.roleArn()),
        shard,
        from,
        arrivals.watch(new Arrivals.Source(stream.toString(), shard)));
  }

  @Override
  public Duration pollEvery() {
    return pollEvery;
  }

  @Override
  public String arn() {
    return source.toString();
  }

  Arn stream() {
    return stream;
  }

  SdkPojo call(String operation, SdkPojo request) {
    try {
      return calls.call(stream, operation, request);
    } catch (AwsException e) {
      throw GONE.contains(e.code())
          ? new SourceGoneException("The stream " + stream + " does not exist.", e)
          : new SourceException("The stream " + stream + " cannot be read: " + e.text(), e);
    }
  }
}
