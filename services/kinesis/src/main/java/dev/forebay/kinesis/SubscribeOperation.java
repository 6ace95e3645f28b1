package dev.forebay.kinesis;

import dev.forebay.kinesis.Consumers.OpenConsumer;
import dev.forebay.kinesis.Subscriptions.Subscription;
import dev.forebay.model.Clock;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.EventStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;

/**
 * SubscribeToShard: pushes a shard's records to a consumer for five minutes of the clock, at up to
 * 2 MiB a second. When nothing comes it says every few seconds how far it is, which also shows a
 * client that is gone. Thread-safe.
 */
final class SubscribeOperation {
  private static final Duration LIFE = Duration.ofMinutes(5);
  private static final Duration PULSE = Duration.ofSeconds(5);

  /** An event's share, so that the first record is not kept waiting for the thousandth. */
  private static final int RECORDS = 1_000;

  private static final long BYTES = 1 << 20;

  private final Streams streams;
  private final Consumers consumers;
  private final Subscriptions subscriptions;
  private final ReadOperations reads;
  private final Arrivals arrivals;
  private final KinesisSettings.Limits limits;
  private final Clocks clocks;

  /** The clock of the service, and the real one, by which it paces itself. */
  record Clocks(Clock clock, Clock wall) {}

  SubscribeOperation(
      Streams streams,
      Consumers consumers,
      Subscriptions subscriptions,
      ReadOperations reads,
      Arrivals arrivals,
      KinesisSettings.Limits limits,
      Clocks clocks) {
    this.streams = streams;
    this.consumers = consumers;
    this.subscriptions = subscriptions;
    this.reads = reads;
    this.arrivals = arrivals;
    this.limits = limits;
    this.clocks = clocks;
  }

  void subscribe(CallContext context, SubscribeToShardRequest request, EventStream events) {
    OpenConsumer consumer =
        consumers
            .find(context.place(), request.consumerARN())
            .orElseThrow(() -> Consumers.none(request.consumerARN()));
    OpenStream stream = consumer.stream();
    if (!consumer.status().equals("ACTIVE")) {
      throw KinesisErrors.inUse(
          "Consumer "
              + consumer.row().name()
              + " with creation timestamp "
              + consumer.row().created() / 1_000
              + " under stream: "
              + stream.name()
              + " , account "
              + stream.place().account()
              + " is not in ACTIVE status.");
    }
    ShardRow shard = ReadOperations.shard(stream, request.shardId(), streams.now());
    StartingPosition start = request.startingPosition();
    StartingPoint point =
        new StartingPoint(
            start.typeAsString(), start.sequenceNumber(), start.timestamp(), "SubscribeToShard");
    SequenceNumber before = point.before(stream, shard, reads.stored(stream, shard), streams.now());
    Cursor cursor = point.cursor(stream, shard, reads.reader(stream, shard), streams.now());
    try (Arrivals.Watch watch = arrivals.watch(stream.source(shard))) {
      Subscription mine =
          subscriptions
              .begin(consumer.arn(), shard.id(), streams.now(), watch)
              .orElseThrow(() -> another(consumer, shard));
      Instant end = clocks.clock().now().plus(LIFE);
      Clock.Scheduled wake = clocks.clock().schedule(end, watch::hint);
      try {
        events.start(SubscribeToShardResponse.builder().build());
        new Push(consumer, shard, mine, watch, end, events).run(cursor, before);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        wake.cancel();
        subscriptions.finish(mine);
      }
    }
  }

  private static AwsException another(OpenConsumer consumer, ShardRow shard) {
    return KinesisErrors.inUse(
        "Another active subscription exists for this consumer: "
            + consumer.stream().place().account()
            + ":"
            + consumer.stream().name()
            + ":"
            + shard.id()
            + ":"
            + consumer.row().name());
  }

  /** One subscription. Confined to the request's thread. */
  private final class Push {
    private final OpenConsumer consumer;
    private final ShardRow first;
    private final Subscription mine;
    private final Arrivals.Watch watch;
    private final Instant end;
    private final EventStream events;
    private final Bucket pace;

    Push(
        OpenConsumer consumer,
        ShardRow first,
        Subscription mine,
        Arrivals.Watch watch,
        Instant end,
        EventStream events) {
      this.consumer = consumer;
      this.first = first;
      this.mine = mine;
      this.watch = watch;
      this.end = end;
      this.events = events;
      this.pace = new Bucket(ShardLimits.READ_BYTES, clocks.wall().nanoTime());
    }

    void run(Cursor from, SequenceNumber before) throws InterruptedException {
      Cursor cursor = from;
      String last = before.toString();
      // Whether an empty read need not be told: it followed a hint, not a silence.
      boolean hinted = false;
      while (clocks.clock().now().isBefore(end)) {
        checkEnding();
        OpenStream stream = stream();
        ShardRow shard = stream.shards().find(first.index()).orElseThrow(this::gone);
        ShardReader.Result result =
            reads.reader(stream, shard).read(cursor, RECORDS, BYTES, streams.now());
        cursor = result.next();
        boolean finished = !shard.isOpen() && result.atEnd();
        if (!result.records().isEmpty()) {
          last = result.records().getLast().sequenceNumber();
        }
        if (!result.records().isEmpty() || finished || !hinted) {
          SubscribeToShardEvent.Builder event =
              SubscribeToShardEvent.builder()
                  .records(result.records())
                  .millisBehindLatest(result.behind());
          events.send(
              "SubscribeToShardEvent",
              finished
                  ? event.childShards(Shapes.children(stream, shard)).build()
                  : event.continuationSequenceNumber(last).build());
        }
        if (finished) {
          return;
        }
        pace(result.bytes());
        hinted = result.atEnd() && watch.await(PULSE);
      }
    }

    private void checkEnding() {
      Optional<Subscriptions.Ending> ending = mine.ending();
      if (ending.isPresent()) {
        throw switch (ending.get()) {
          case REPLACED -> another(consumer, first);
          case DEREGISTERED -> Consumers.none(consumer.arn());
        };
      }
    }

    private OpenStream stream() {
      OpenStream before = consumer.stream();
      return streams
          .find(before.place(), before.name())
          .filter(it -> it.isServing() && it.row().id() == before.row().id())
          .orElseThrow(this::gone);
    }

    private AwsException gone() {
      OpenStream stream = consumer.stream();
      return KinesisErrors.noShard(stream.place(), stream.name(), first.id());
    }

    private void pace(long bytes) throws InterruptedException {
      if (limits == KinesisSettings.Limits.OFF) {
        return;
      }
      pace.take((double) bytes);
      long nanos = pace.nanosUntilPositive(clocks.wall().nanoTime());
      if (nanos > 0) {
        clocks.wall().sleep(Duration.ofNanos(nanos));
      }
    }
  }
}
