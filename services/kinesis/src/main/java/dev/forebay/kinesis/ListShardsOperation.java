package dev.forebay.kinesis;

import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;

/** ListShards. Thread-safe. */
final class ListShardsOperation {
  private static final int SHARDS = 1_000;
  private static final String SEPARATOR = "\n";

  private final Streams streams;

  ListShardsOperation(Streams streams) {
    this.streams = streams;
  }

  /** What a list is about; a token carries it on. */
  private record Query(String stream, String after, String filter, long timestamp) {
    String write() {
      return String.join(SEPARATOR, stream, after, filter, Long.toString(timestamp));
    }

    static Query read(String text) {
      String[] parts = text.split(SEPARATOR, -1);
      if (parts.length != 4 || !parts[3].matches("[0-9]{1,18}")) {
        throw KinesisErrors.invalid("NextToken is invalid.");
      }
      return new Query(parts[0], parts[1], parts[2], Long.parseLong(parts[3]));
    }
  }

  /** The stream that a token of ListShards is about, or AWS's error. */
  static String streamOf(String token, long now) {
    return Query.read(PageToken.read(token, now).text()).stream();
  }

  ListShardsResponse list(CallContext context, ListShardsRequest request) {
    long now = streams.now();
    Query query = query(context, request, now);
    OpenStream stream = streams.open(context, query.stream(), null);
    if (stream.status().equals("DELETING")) {
      throw KinesisErrors.inUse(
          "Stream "
              + stream.name()
              + " under account "
              + stream.place().account()
              + " is in state DELETING.");
    }
    Instant created = request.streamCreationTimestamp();
    if (created != null && created.getEpochSecond() != stream.row().created() / 1_000) {
      throw KinesisErrors.noStream(context.place(), stream.name());
    }
    int limit = request.maxResults() == null ? SHARDS : request.maxResults();
    List<ShardRow> left =
        DescribeOperations.after(DescribeOperations.visible(stream, now), query.after()).stream()
            .filter(filter(query, stream.horizon(now)))
            .toList();
    ListShardsResponse.Builder response =
        ListShardsResponse.builder().shards(left.stream().limit(limit).map(Shapes::shard).toList());
    if (left.size() > limit) {
      Query next =
          new Query(query.stream(), left.get(limit - 1).id(), query.filter(), query.timestamp());
      response.nextToken(new PageToken(next.write(), now).write());
    }
    return response.build();
  }

  private static Query query(CallContext context, ListShardsRequest request, long now) {
    boolean named = request.streamName() != null || request.streamARN() != null;
    if (request.nextToken() != null) {
      if (named
          || request.exclusiveStartShardId() != null
          || request.streamCreationTimestamp() != null
          || request.shardFilter() != null) {
        throw KinesisErrors.invalid("NextToken and StreamName cannot be provided together.");
      }
      return Query.read(PageToken.read(request.nextToken(), now).text());
    }
    if (!named) {
      throw KinesisErrors.invalid("Either NextToken or StreamName should be provided.");
    }
    String after = request.exclusiveStartShardId() == null ? "" : request.exclusiveStartShardId();
    ShardFilter filter = request.shardFilter();
    String type = filter == null ? "" : filter.typeAsString();
    if (filter != null) {
      check(filter, request.exclusiveStartShardId());
      after = type.equals("AFTER_SHARD_ID") ? filter.shardId() : after;
    }
    return new Query(
        Streams.name(context.place(), request.streamName(), request.streamARN()),
        after,
        type,
        filter == null || filter.timestamp() == null ? 0 : filter.timestamp().toEpochMilli());
  }

  private static void check(ShardFilter filter, @Nullable String startShard) {
    boolean timed =
        filter.type() == ShardFilterType.AT_TIMESTAMP
            || filter.type() == ShardFilterType.FROM_TIMESTAMP;
    if (timed != (filter.timestamp() != null)) {
      throw KinesisErrors.invalid(
          timed
              ? "Timestamp must be provided for the ShardFilter type " + filter.typeAsString() + "."
              : "Timestamp can only be provided for the ShardFilter types AT_TIMESTAMP and"
                  + " FROM_TIMESTAMP.");
    }
    boolean after = filter.type() == ShardFilterType.AFTER_SHARD_ID;
    if (after != (filter.shardId() != null)) {
      throw KinesisErrors.invalid(
          after
              ? "ShardId must be provided for the ShardFilter type AFTER_SHARD_ID."
              : "ShardId can only be provided for the ShardFilter type AFTER_SHARD_ID.");
    }
    if (after && startShard != null) {
      throw KinesisErrors.invalid(
          "ExclusiveStartShardId and ShardFilter AFTER_SHARD_ID cannot be provided together.");
    }
  }

  private static Predicate<ShardRow> filter(Query query, long horizon) {
    long time = Math.max(query.timestamp(), horizon);
    return switch (query.filter()) {
      case "AT_LATEST" -> ShardRow::isOpen;
      case "AT_TRIM_HORIZON" -> shard -> isOpenAtOldest(shard, horizon);
      case "AT_TIMESTAMP" -> shard -> isOpenAtOldest(shard, time);
      case "FROM_TIMESTAMP" ->
          shard -> shard.closed().isEmpty() || shard.closed().getAsLong() >= time;
      default -> _ -> true;
    };
  }

  // A stream younger than the time begins with its first shards.
  private static boolean isOpenAtOldest(ShardRow shard, long time) {
    return shard.isOpenAt(Math.max(time, shard.parents().isEmpty() ? shard.created() : time));
  }
}
