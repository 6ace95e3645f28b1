package dev.forebay.kinesis;

import dev.forebay.wire.Arrivals;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is subscribed: one of each consumer and shard. A newer one takes over from one that is at
 * least five seconds old ("SubscribeToShard", Kinesis Data Streams API Reference). Thread-safe.
 */
final class Subscriptions {
  private static final long SETTLED_MILLIS = 5_000;

  private record Place(String consumerArn, String shard) {}

  private final Map<Place, Subscription> running = new ConcurrentHashMap<>();

  /** Why a subscription is to end. */
  enum Ending {
    /** Another one has taken over. */
    REPLACED,
    /** Its consumer is no more. */
    DEREGISTERED
  }

  /** A subscription while it runs. Thread-safe. */
  static final class Subscription {
    private final Place place;
    private final long started;
    private final Arrivals.Watch watch;
    private volatile Optional<Ending> ending = Optional.empty();

    private Subscription(Place place, long started, Arrivals.Watch watch) {
      this.place = place;
      this.started = started;
      this.watch = watch;
    }

    Optional<Ending> ending() {
      return ending;
    }

    private void end(Ending why) {
      ending = Optional.of(why);
      watch.hint();
    }
  }

  /**
   * Takes the place of a consumer and shard; empty when another one has just done so.
   *
   * @param watch is woken when the subscription is to end
   */
  Optional<Subscription> begin(String consumerArn, String shard, long now, Arrivals.Watch watch) {
    Place place = new Place(consumerArn, shard);
    Subscription mine = new Subscription(place, now, watch);
    Subscription there =
        running.compute(
            place,
            (_, before) -> {
              if (before != null && now - before.started < SETTLED_MILLIS) {
                return before;
              }
              if (before != null) {
                before.end(Ending.REPLACED);
              }
              return mine;
            });
    return there == mine ? Optional.of(mine) : Optional.empty();
  }

  void finish(Subscription subscription) {
    running.remove(subscription.place, subscription);
  }

  /** Ends all of a consumer. */
  void end(String consumerArn) {
    running.forEach((place, subscription) -> {
      if (place.consumerArn().equals(consumerArn)) {
        subscription.end(Ending.DEREGISTERED);
      }
    });
  }
}
