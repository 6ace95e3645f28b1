package dev.forebay.eventsource.source.dynamodb;

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
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;

/**
 * Reads a shard of a table's stream with iterators. One that has expired is replaced by a new one
 * behind the last record; a place that the stream has trimmed, by the oldest record that it still
 * has. Confined to one thread, but for {@link #wake}.
 */
final class TableShardReader implements ShardReader {
  private static final int MOST_AT_ONCE = 1_000;

  private final TableStreamSource source;
  private final String shard;
  private final Arrivals.Watch watch;
  private ReadFrom from;
  private @Nullable String iterator;

  TableShardReader(TableStreamSource source, String shard, ReadFrom from, Arrivals.Watch watch) {
    this.source = source;
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
      if (!hasCode(e, "ExpiredIteratorException") && !hasCode(e, "TrimmedDataAccessException")) {
        iterator = from instanceof ReadFrom.Latest ? current : null;
        throw e;
      }
      response = records(open(from), most);
    }
    iterator = response.nextShardIterator();
    List<Fetched> fetched = new ArrayList<>(response.records().size());
    for (Record record : response.records()) {
      fetched.add(new TableRecord(source.stream(), record));
    }
    if (!fetched.isEmpty()) {
      from = new ReadFrom.After(new SequenceNumber(fetched.getLast().id()));
    }
    // Only a read that finds nothing says that there is nothing more.
    return new Read(fetched, fetched.isEmpty(), response.nextShardIterator() == null);
  }

  private GetRecordsResponse records(String current, int most) {
    return (GetRecordsResponse)
        source.call(
            "GetRecords",
            GetRecordsRequest.builder()
                .shardIterator(current)
                .limit(Math.min(most, MOST_AT_ONCE))
                .build());
  }

  private String open(ReadFrom place) {
    try {
      return iterator(place);
    } catch (SourceException e) {
      if (hasCode(e, "TrimmedDataAccessException")) {
        return iterator(new ReadFrom.TrimHorizon());
      }
      throw e;
    }
  }

  private String iterator(ReadFrom place) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamArn(source.stream().toString()).shardId(shard);
    switch (place) {
      // A table's stream has no places in time; mappings cannot ask for one.
      case ReadFrom.TrimHorizon horizon ->
          request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case ReadFrom.AtTime time -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
      case ReadFrom.Latest latest -> request.shardIteratorType(ShardIteratorType.LATEST);
      case ReadFrom.At(SequenceNumber number) ->
          request
              .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
              .sequenceNumber(number.digits());
      case ReadFrom.After(SequenceNumber number) ->
          request
              .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
              .sequenceNumber(number.digits());
    }
    return ((GetShardIteratorResponse) source.call("GetShardIterator", request.build()))
        .shardIterator();
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
