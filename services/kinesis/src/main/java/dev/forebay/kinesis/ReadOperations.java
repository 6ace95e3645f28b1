package dev.forebay.kinesis;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;

/** GetShardIterator and GetRecords. Thread-safe. */
final class ReadOperations {
  private static final int MOST_RECORDS = 10_000;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Streams streams;
  private final ShardWriters writers;
  private final ShardLimits limits;

  ReadOperations(Streams streams, ShardWriters writers, ShardLimits limits) {
    this.streams = streams;
    this.writers = writers;
    this.limits = limits;
  }

  GetShardIteratorResponse iterator(CallContext context, GetShardIteratorRequest request) {
    OpenStream stream = streams.openServing(context, request.streamName(), request.streamARN());
    ShardRow shard = shard(stream, request.shardId(), streams.now());
    if (!limits.mayIterate(stream, shard, counted(context))) {
      throw KinesisErrors.rate(stream, shard);
    }
    Cursor cursor =
        new StartingPoint(
                request.shardIteratorTypeAsString(),
                request.startingSequenceNumber(),
                request.timestamp(),
                "GetShardIterator")
            .cursor(stream, shard, reader(stream, shard), streams.now());
    return GetShardIteratorResponse.builder()
        .shardIterator(iterator(stream, shard, cursor))
        .build();
  }

  /** The shard of an id whose records are still kept, or AWS's error. */
  static ShardRow shard(OpenStream stream, String id, long now) {
    return stream
        .shards()
        .find(id)
        .filter(shard -> shard.isOpenAt(Math.max(shard.created(), stream.horizon(now))))
        .orElseThrow(() -> KinesisErrors.noShard(stream.place(), stream.name(), id));
  }

  ShardReader reader(OpenStream stream, ShardRow shard) {
    return new ShardReader(writers.log(stream, shard), shard, stream.horizon(streams.now()));
  }

  /** How far a shard's records are durable. */
  ShardWriter.Mark stored(OpenStream stream, ShardRow shard) {
    return writers.of(stream, shard).stored();
  }

  private String iterator(OpenStream stream, ShardRow shard, Cursor cursor) {
    return new ShardIterator(stream.name(), stream.row().id(), shard.index(), streams.now(), cursor)
        .write();
  }

  GetRecordsResponse records(CallContext context, GetRecordsRequest request) {
    ShardIterator iterator = ShardIterator.read(request.shardIterator());
    long now = streams.now();
    checkAge(iterator.issued(), now);
    checkArn(context, request.streamARN(), iterator);
    OpenStream stream =
        streams
            .find(context.place(), iterator.stream())
            .filter(it -> it.row().id() == iterator.streamId() && it.isServing())
            .orElseThrow(() -> noShard(context, iterator));
    ShardRow shard =
        stream.shards().find(iterator.shard()).orElseThrow(() -> noShard(context, iterator));
    if (!limits.mayRead(stream, shard, counted(context))) {
      throw KinesisErrors.rate(stream, shard);
    }
    int limit = request.limit() == null ? MOST_RECORDS : request.limit();
    ShardReader.Result result =
        reader(stream, shard).read(iterator.cursor(), limit, ShardReader.MOST_BYTES, now);
    limits.gave(stream, shard, result.bytes());
    GetRecordsResponse.Builder response =
        GetRecordsResponse.builder().records(result.records()).millisBehindLatest(result.behind());
    // The row was read before the records: what it calls closed can have got no more since.
    if (!shard.isOpen() && result.atEnd()) {
      return response.childShards(Shapes.children(stream, shard)).build();
    }
    return response.nextShardIterator(iterator(stream, shard, result.next())).build();
  }

  private static AwsException noShard(CallContext context, ShardIterator iterator) {
    return KinesisErrors.noShard(context.place(), iterator.stream(), ShardRow.id(iterator.shard()));
  }

  private static void checkArn(CallContext context, @Nullable String arn, ShardIterator iterator) {
    if (arn != null && !Streams.nameOf(context.place(), arn).equals(iterator.stream())) {
      throw KinesisErrors.invalid(
          "StreamARN " + arn + " does not match the stream of the ShardIterator.");
    }
  }

  private static void checkAge(long issued, long now) {
    if (now - issued > ShardIterator.LIFE_MILLIS) {
      throw new AwsException(
          "ExpiredIteratorException",
          400,
          "Iterator expired. The iterator was created at time "
              + DATE.format(Instant.ofEpochMilli(issued))
              + " while right now it is "
              + DATE.format(Instant.ofEpochMilli(now))
              + " which is further in the future than the tolerated delay of "
              + ShardIterator.LIFE_MILLIS
              + " milliseconds.");
    }
  }

  /** Readers within the process are woken at each record; five calls a second are for clients. */
  static ShardLimits.Counted counted(CallContext context) {
    return context.sourceIp().isPresent() ? ShardLimits.Counted.YES : ShardLimits.Counted.NO;
  }
}
