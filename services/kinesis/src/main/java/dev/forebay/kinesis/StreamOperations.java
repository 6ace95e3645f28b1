package dev.forebay.kinesis;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.Transaction;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamRequest;
import software.amazon.awssdk.services.kinesis.model.DeleteStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamsRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;

/** Makes, lists and removes streams. Thread-safe. */
final class StreamOperations {
  /** The shards that an on-demand stream begins with. */
  private static final int ON_DEMAND_SHARDS = 4;

  private static final int RETENTION_HOURS = 24;
  private static final int MAX_RECORD_KIB = 1_024;
  private static final int LIST = 100;

  private final Streams streams;
  private final Housekeeping housekeeping;
  private final Duration transition;

  StreamOperations(Streams streams, Housekeeping housekeeping, Duration transition) {
    this.streams = streams;
    this.housekeeping = housekeeping;
    this.transition = transition;
  }

  CreateStreamResponse create(CallContext context, CreateStreamRequest request) {
    AccountRegion place = context.place();
    Optional<String> mode =
        Optional.ofNullable(request.streamModeDetails()).map(it -> it.streamModeAsString());
    boolean onDemand = mode.filter("ON_DEMAND"::equals).isPresent();
    int count = shardCount(request.shardCount(), onDemand);
    if (request.warmThroughputMiBps() != null && !onDemand) {
      throw KinesisErrors.validation(
          "WarmThroughputMiBps can only be set for streams in ON_DEMAND mode.");
    }
    Tags.check(request.tags());
    if (streams.find(place, request.streamName()).isPresent()) {
      throw exists(place, request.streamName());
    }
    streams.checkShardLimit(place, count);
    if (onDemand
        && AccountOperations.countOnDemand(streams, place) >= AccountOperations.ON_DEMAND_LIMIT) {
      throw KinesisErrors.limit(
          "This request would exceed the limit of "
              + AccountOperations.ON_DEMAND_LIMIT
              + " on-demand streams for the account "
              + place.account()
              + " in "
              + place.region()
              + ".");
    }
    long now = streams.now();
    StreamRow row =
        new StreamRow(
            streams.freshId(),
            request.streamName(),
            now,
            StreamRow.Phase.begin("CREATING", now, transition),
            new StreamRow.Options(
                onDemand ? "ON_DEMAND" : "PROVISIONED",
                RETENTION_HOURS,
                request.maxRecordSizeInKiB() == null
                    ? MAX_RECORD_KIB
                    : request.maxRecordSizeInKiB(),
                request.warmThroughputMiBps() == null ? 0 : request.warmThroughputMiBps(),
                Optional.empty(),
                Set.of(),
                request.tags(),
                Optional.empty()),
            count,
            StreamRow.History.NONE);
    if (!insert(place, row, count)) {
      throw exists(place, request.streamName());
    }
    return CreateStreamResponse.builder().build();
  }

  private boolean insert(AccountRegion place, StreamRow row, int count) {
    List<Transaction.Write> writes = new ArrayList<>();
    writes.add(new Transaction.Put(StreamTables.streamKey(row.name()), row.encode()));
    for (int i = 0; i < count; i++) {
      HashKey end = i == count - 1 ? HashKey.LAST : HashKey.startOf(i + 1, count).previous();
      ShardRow shard =
          new ShardRow(
              i,
              new ShardRow.HashRange(HashKey.startOf(i, count), end),
              List.of(),
              row.created() / 1_000,
              row.created(),
              OptionalLong.empty());
      writes.add(new Transaction.Put(StreamTables.shardKey(row.id(), i), shard.encode()));
    }
    StreamTables tables = streams.tables(place);
    housekeeping.finishDeletion(place, row.name());
    return tables.commit(
        List.of(new Transaction.Absent(StreamTables.streamKey(row.name()))), writes);
  }

  private static int shardCount(@Nullable Integer asked, boolean onDemand) {
    if (onDemand) {
      if (asked != null) {
        throw KinesisErrors.validation(
            "ShardCount cannot be specified when StreamMode is ON_DEMAND.");
      }
      return ON_DEMAND_SHARDS;
    }
    if (asked == null) {
      throw KinesisErrors.validation(
          "ShardCount must be specified when StreamMode is PROVISIONED.");
    }
    if (asked > Resharding.MOST_SHARDS) {
      throw KinesisErrors.limit(
          "ShardCount " + asked + " exceeds the most of " + Resharding.MOST_SHARDS + ".");
    }
    return asked;
  }

  private static RuntimeException exists(AccountRegion place, String name) {
    return KinesisErrors.inUse(
        "Stream " + name + " under account " + place.account() + " already exists.");
  }

  DeleteStreamResponse delete(CallContext context, DeleteStreamRequest request) {
    OpenStream stream = streams.open(context, request.streamName(), request.streamARN());
    if (stream.status().equals("DELETING")) {
      return DeleteStreamResponse.builder().build();
    }
    boolean consumed =
        !streams.tables(stream.place()).ofStream("consumer", stream.row().id()).isEmpty();
    if (consumed && !Boolean.TRUE.equals(request.enforceConsumerDeletion())) {
      throw KinesisErrors.inUse(
          "Stream "
              + stream.name()
              + " under account "
              + stream.place().account()
              + " has registered consumers. Set EnforceConsumerDeletion to true to delete them as"
              + " well.");
    }
    StreamRow.Phase deleting = StreamRow.Phase.begin("DELETING", streams.now(), transition);
    streams.update(stream, row -> row.with(deleting));
    housekeeping.deleteAt(stream, deleting.until());
    return DeleteStreamResponse.builder().build();
  }

  ListStreamsResponse list(CallContext context, ListStreamsRequest request) {
    int limit = request.limit() == null ? LIST : request.limit();
    Optional<String> after =
        Optional.ofNullable(request.nextToken())
            .map(token -> PageToken.read(token, streams.now()).text())
            .or(() -> Optional.ofNullable(request.exclusiveStartStreamName()));
    List<OpenStream> found = new ArrayList<>();
    StreamTables tables = streams.tables(context.place());
    Optional<String> from = after;
    while (found.size() <= limit) {
      List<String> names =
          tables.streams(from, limit + 1).stream().map(row -> row.key().key().toUtf8()).toList();
      if (names.isEmpty()) {
        break;
      }
      names.forEach(name -> streams.find(context.place(), name).ifPresent(found::add));
      from = Optional.of(names.getLast());
    }
    boolean more = found.size() > limit;
    List<OpenStream> page = found.subList(0, Math.min(limit, found.size()));
    ListStreamsResponse.Builder response =
        ListStreamsResponse.builder()
            .streamNames(page.stream().map(OpenStream::name).toList())
            .streamSummaries(page.stream().map(StreamOperations::summary).toList())
            .hasMoreStreams(more);
    if (more) {
      response.nextToken(new PageToken(page.getLast().name(), streams.now()).write());
    }
    return response.build();
  }

  private static StreamSummary summary(OpenStream stream) {
    return StreamSummary.builder()
        .streamName(stream.name())
        .streamARN(stream.arn())
        .streamStatus(stream.status())
        .streamModeDetails(Shapes.mode(stream.row()))
        .streamCreationTimestamp(Shapes.instant(stream.row().created()))
        .build();
  }
}
