package dev.forebay.eventsource.source.kinesis;

import dev.forebay.eventsource.source.Fetched;
import dev.forebay.eventsource.source.ReadFrom;
import dev.forebay.eventsource.source.SequenceNumber;
import dev.forebay.eventsource.source.ShardReader;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Reads a shard with iterators. One that has expired is replaced by a new one behind the last
 * record; a place that the stream has forgotten, by the oldest record that it still has. Confined
 * to one thread, but for {@link #wake}.
 */
final class KinesisShardReader implements ShardReader {
  private static final int MOST_AT_ONCE = 10_000;

  private final KinesisSource source;
  private final RecordJson json;
  private final String shard;
  private final Arrivals.Watch watch;
  private ReadFrom from;
  private @Nullable String iterator;

  KinesisShardReader(
      KinesisSource source, RecordJson json, String shard, ReadFrom from, Arrivals.Watch watch) {
    this.source = source;
    this.json = json;
    this.shard = shard;
    this.from = from;
    this.watch = watch;
    if (from instanceof ReadFrom.Latest) {
      // What arrives from now on must not be missed, whenever the first read is.
      this.iterator = open(from);
    }
  }

  @Override
  public Read read(int most) {
    String current = iterator == null ? open(from) : iterator;
    iterator = null;
    GetRecordsResponse response;
    try {
      response = records(current, most);
    } catch (SourceException e) {
      if (!hasCode(e, "ExpiredIteratorException")) {
        iterator = from instanceof ReadFrom.Latest ? current : null;
        throw e;
      }
      response = records(open(from), most);
    }
    iterator = response.nextShardIterator();
    List<Fetched> fetched = new ArrayList<>(response.records().size());
    for (Record record : response.records()) {
      fetched.add(json.of(record));
    }
    if (!fetched.isEmpty()) {
      from = new ReadFrom.After(new SequenceNumber(fetched.getLast().id()));
    }
    Long behind = response.millisBehindLatest();
    return new Read(fetched, behind == null || behind == 0, response.nextShardIterator() == null);
  }

  private GetRecordsResponse records(String current, int most) {
    return (GetRecordsResponse)
        source.call(
            "GetRecords",
            GetRecordsRequest.builder()
                .shardIterator(current)
                .streamARN(source.stream().toString())
                .limit(Math.min(most, MOST_AT_ONCE))
                .build());
  }

  private String open(ReadFrom place) {
    try {
      return iterator(request(place));
    } catch (SourceException e) {
      boolean forgotten =
          hasCode(e, "InvalidArgumentException")
              && (place instanceof ReadFrom.At || place instanceof ReadFrom.After);
      if (forgotten) {
        return iterator(request(new ReadFrom.TrimHorizon()));
      }
      throw e;
    }
  }

  private String iterator(GetShardIteratorRequest request) {
    return ((GetShardIteratorResponse) source.call("GetShardIterator", request)).shardIterator();
  }

  private GetShardIteratorRequest request(ReadFrom place) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamARN(source.stream().toString()).shardId(shard);
    return switch (place) {
      case ReadFrom.TrimHorizon horizon ->
          request.shardIteratorType(ShardIteratorType.TRIM_HORIZON).build();
      case ReadFrom.Latest latest -> request.shardIteratorType(ShardIteratorType.LATEST).build();
      case ReadFrom.AtTime(var time) ->
          request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(time).build();
      case ReadFrom.At(SequenceNumber number) ->
          request
              .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
              .startingSequenceNumber(number.digits())
              .build();
      case ReadFrom.After(SequenceNumber number) ->
          request
              .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
              .startingSequenceNumber(number.digits())
              .build();
    };
  }

  private static boolean hasCode(SourceException failure, String code) {
    return failure.getCause() instanceof AwsException answer && answer.code().equals(code);
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    watch.await(atMost);
  }

  @Override
  public boolean isIdle() {
    return watch.isIdle();
  }

  @Override
  public void wake() {
    watch.hint();
  }

  @Override
  public void close() {
    watch.close();
  }
}
