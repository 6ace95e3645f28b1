package dev.forebay.kinesis;

import dev.forebay.storage.Transaction;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.MergeShardsRequest;
import software.amazon.awssdk.services.kinesis.model.MergeShardsResponse;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.SplitShardResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountRequest;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;

/**
 * SplitShard, MergeShards and UpdateShardCount. The writers of the shards that end are held while
 * the change is stored, so that every record is either in a parent, before its end, or in a child.
 * Thread-safe.
 */
final class Resharding {
  /** The shards that a stream may be scaled to. */
  static final int MOST_SHARDS = 10_000;

  private static final int SCALINGS = 10;
  private static final int ATTEMPTS = 20;
  private static final long DAY = 86_400_000;

  private final Streams streams;
  private final ShardWriters writers;
  private final Arrivals arrivals;
  private final Duration transition;

  Resharding(Streams streams, ShardWriters writers, Arrivals arrivals, Duration transition) {
    this.streams = streams;
    this.writers = writers;
    this.arrivals = arrivals;
    this.transition = transition;
  }

  /** Decides what is to be done with a stream as it is. */
  private interface Decision {
    ReshardingPlan on(OpenStream stream);
  }

  /** Does what is decided; decides again when the stream was changed meanwhile. */
  private OpenStream reshard(
      CallContext context, @Nullable String name, @Nullable String arn, Decision decision) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      OpenStream stream = streams.openActive(context, name, arn);
      if (apply(stream, decision.on(stream))) {
        return stream;
      }
    }
    throw KinesisErrors.contended(String.valueOf(name == null ? arn : name));
  }

  SplitShardResponse split(CallContext context, SplitShardRequest request) {
    reshard(
        context, request.streamName(), request.streamARN(), stream -> splitPlan(stream, request));
    return SplitShardResponse.builder().build();
  }

  private ReshardingPlan splitPlan(OpenStream stream, SplitShardRequest request) {
    refuseOnDemand(stream, "SplitShard");
    ShardRow shard = open(stream, request.shardToSplit());
    HashKey start = shard.range().start();
    Optional<HashKey> at =
        HashKey.parse(request.newStartingHashKey())
            .filter(key ->
                !start.equals(HashKey.LAST)
                    && key.compareTo(start.next()) > 0
                    && key.compareTo(shard.range().end()) < 0);
    if (at.isEmpty()) {
      throw KinesisErrors.invalid(
          "NewStartingHashKey "
              + request.newStartingHashKey()
              + " used in SplitShard() on shard "
              + shard.id()
              + " in stream "
              + stream.name()
              + " under account "
              + stream.place().account()
              + " is not both greater than one plus the shard's StartingHashKey "
              + start
              + " and less than the shard's EndingHashKey "
              + shard.range().end()
              + ".");
    }
    streams.checkShardLimit(stream.place(), 1);
    ReshardingPlan plan = new ReshardingPlan(stream.row(), streams.now());
    plan.split(shard, at.get());
    return plan;
  }

  MergeShardsResponse merge(CallContext context, MergeShardsRequest request) {
    reshard(
        context, request.streamName(), request.streamARN(), stream -> mergePlan(stream, request));
    return MergeShardsResponse.builder().build();
  }

  private ReshardingPlan mergePlan(OpenStream stream, MergeShardsRequest request) {
    refuseOnDemand(stream, "MergeShards");
    ShardRow first = open(stream, request.shardToMerge());
    ShardRow second = open(stream, request.adjacentShardToMerge());
    if (!areAdjacent(first, second) && !areAdjacent(second, first)) {
      throw KinesisErrors.invalid(
          "Shards "
              + first.id()
              + " and "
              + second.id()
              + " in stream "
              + stream.name()
              + " under account "
              + stream.place().account()
              + " are not an adjacent pair of shards eligible for merging");
    }
    ReshardingPlan plan = new ReshardingPlan(stream.row(), streams.now());
    plan.merge(first, second);
    return plan;
  }

  private static boolean areAdjacent(ShardRow lower, ShardRow upper) {
    return !lower.range().end().equals(HashKey.LAST)
        && lower.range().end().next().equals(upper.range().start());
  }

  private ShardRow open(OpenStream stream, String id) {
    ShardRow shard =
        stream.shards().find(id).orElseThrow(() -> KinesisErrors.couldNotFindShard(stream, id));
    if (!shard.isOpen()) {
      throw KinesisErrors.inUse(
          "Shard "
              + id
              + " in stream "
              + stream.name()
              + " under account "
              + stream.place().account()
              + " is not open.");
    }
    return shard;
  }

  UpdateShardCountResponse scale(CallContext context, UpdateShardCountRequest request) {
    int target = request.targetShardCount();
    OpenStream stream =
        reshard(
            context, request.streamName(), request.streamARN(), found -> scalePlan(found, target));
    return UpdateShardCountResponse.builder()
        .streamName(stream.name())
        .streamARN(stream.arn())
        .currentShardCount(stream.shards().open().size())
        .targetShardCount(target)
        .build();
  }

  private ReshardingPlan scalePlan(OpenStream stream, int target) {
    refuseOnDemand(stream, "UpdateShardCount");
    List<ShardRow> open = stream.shards().open();
    checkTarget(open.size(), target);
    long now = streams.now();
    List<Long> scalings =
        stream.row().history().scalings().stream().filter(at -> at > now - DAY).toList();
    if (scalings.size() >= SCALINGS) {
      throw KinesisErrors.limit(
          "UpdateShardCount can be called at most "
              + SCALINGS
              + " times per stream in a rolling 24-hour period.");
    }
    if (target > open.size()) {
      streams.checkShardLimit(stream.place(), target - open.size());
    }
    List<Long> counted = new ArrayList<>(scalings);
    counted.add(now);
    ReshardingPlan plan =
        new ReshardingPlan(
            stream.row().with(new StreamRow.History(counted, stream.row().history().modeChanges())),
            now);
    plan.scale(open, target);
    return plan;
  }

  private static void checkTarget(int open, int target) {
    String counts = " Current open shard count: " + open + " Target shard count: " + target;
    if (target > MOST_SHARDS) {
      throw KinesisErrors.limit(
          "UpdateShardCount cannot scale up over " + MOST_SHARDS + " shards." + counts);
    }
    if (target > 2 * open) {
      throw KinesisErrors.limit(
          "UpdateShardCount cannot scale up over double your current open shard count." + counts);
    }
    if (2 * target < open) {
      throw KinesisErrors.limit(
          "UpdateShardCount cannot scale down below half your current open shard count." + counts);
    }
  }

  private static void refuseOnDemand(OpenStream stream, String operation) {
    if (stream.row().options().isOnDemand()) {
      throw KinesisErrors.validation(
          operation
              + " is not supported for streams in ON_DEMAND mode: "
              + stream.name()
              + " under account "
              + stream.place().account()
              + ".");
    }
  }

  /** Stores the plan; says whether the stream was still as the plan found it. */
  private boolean apply(OpenStream stream, ReshardingPlan plan) {
    List<ShardWriter> held = new ArrayList<>();
    boolean stored = false;
    try {
      for (ShardRow shard : plan.closed()) {
        ShardWriter writer = writers.of(stream, shard);
        if (!writer.hold()) {
          throw KinesisErrors.contended(stream.name());
        }
        held.add(writer);
      }
      StreamRow row =
          plan.stream().with(StreamRow.Phase.begin("UPDATING", streams.now(), transition));
      List<Transaction.Write> writes = new ArrayList<>();
      for (ShardRow shard : plan.changed()) {
        writes.add(
            new Transaction.Put(StreamTables.shardKey(row.id(), shard.index()), shard.encode()));
      }
      stored = streams.replace(stream, row, writes);
    } finally {
      held.forEach(stored ? ShardWriter::close : ShardWriter::release);
    }
    if (!stored) {
      return false;
    }
    for (ShardRow shard : plan.closed()) {
      // Nothing writes to it any more; the seal says so to whoever looks at the storage alone.
      writers.log(stream, shard).seal();
      arrivals.hint(stream.source(shard));
    }
    return true;
  }
}
