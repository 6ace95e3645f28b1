package dev.forebay.eventsource.source.dynamodb;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;

/**
 * The stream of a DynamoDB table. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">Using AWS Lambda with
 *     Amazon DynamoDB</a>
 */
public final class TableStreamSource implements StreamSource {
  private static final Duration RETENTION = Duration.ofHours(24);

  private final Calls calls;
  private final Arn stream;
  private final Arrivals arrivals;
  private final Duration pollEvery;

  /**
   * Reads a stream.
   *
   * @param stream the stream's ARN
   * @param arrivals wakes readers
   * @param pollEvery how often to look although nothing has woken a reader
   */
  public TableStreamSource(Calls calls, Arn stream, Arrivals arrivals, Duration pollEvery) {
    this.calls = calls;
    this.stream = stream;
    this.arrivals = arrivals;
    this.pollEvery = pollEvery;
  }

  @Override
  public List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    @Nullable String last = null;
    do {
      DescribeStreamResponse response =
          (DescribeStreamResponse)
              call(
                  "DescribeStream",
                  DescribeStreamRequest.builder()
                      .streamArn(stream.toString())
                      .exclusiveStartShardId(last)
                      .build());
      response
          .streamDescription()
          .shards()
          .forEach(shard ->
              shards.add(
                  new Shard(
                      shard.shardId(),
                      Optional.ofNullable(shard.parentShardId()).stream().toList(),
                      shard.sequenceNumberRange().endingSequenceNumber() == null)));
      last = response.streamDescription().lastEvaluatedShardId();
    } while (last != null);
    return shards;
  }

  @Override
  public Duration retention() {
    return RETENTION;
  }

  @Override
  public ShardReader open(String shard, ReadFrom from) {
    return new TableShardReader(
        this, shard, from, arrivals.watch(new Arrivals.Source(stream.toString(), shard)));
  }

  @Override
  public Duration pollEvery() {
    return pollEvery;
  }

  @Override
  public String arn() {
    return stream.toString();
  }

  Arn stream() {
    return stream;
  }

  SdkPojo call(String operation, SdkPojo request) {
    try {
      return calls.call(stream, operation, request);
    } catch (AwsException e) {
      throw e.code().equals("ResourceNotFoundException") && !operation.equals("GetShardIterator")
          ? new SourceGoneException("The stream " + stream + " does not exist.", e)
          : new SourceException("The stream " + stream + " cannot be read: " + e.text(), e);
    }
  }
}
