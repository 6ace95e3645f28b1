package dev.forebay.invocation.async;

import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Tally;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has become of asynchronous events since the start, for metrics. Thread-safe. */
public final class AsyncCounts {
  private final LongAdder received = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder destinationDeliveryFailures = new LongAdder();
  private final LongAdder deadLetterErrors = new LongAdder();
  private final Tally tally = new Tally();

  /** Events that were answered with 202. */
  public long received() {
    return received.sum();
  }

  /** Events whose function answered. */
  public long succeeded() {
    return succeeded.sum();
  }

  /** Attempts after which an event went back to its queue. */
  public long retried() {
    return retried.sum();
  }

  /** Events that were given up, whether or not anything was handed out for them. */
  public long dropped() {
    return dropped.sum();
  }

  void countReceived() {
    received.increment();
  }

  /** Records and dead letters that reached their targets. */
  public long delivered() {
    return delivered.sum();
  }

  /** Records that were given up: CloudWatch's DestinationDeliveryFailures. */
  public long destinationDeliveryFailures() {
    return destinationDeliveryFailures.sum();
  }

  /** Dead letters that were given up: CloudWatch's DeadLetterErrors. */
  public long deadLetterErrors() {
    return deadLetterErrors.sum();
  }

  void countRetried() {
    retried.increment();
  }

  void countEnded(Condition condition) {
    (condition == Condition.SUCCESS ? succeeded : dropped).increment();
  }

  void countDelivered(String target) {
    delivered.increment();
    tally.count(Done.Kind.DELIVERIES, target);
  }

  /** What was delivered, by where. */
  Map<Done, Long> done() {
    return tally.counts();
  }

  void countUndelivered(Parcel.Kind kind) {
    switch (kind) {
      case DEAD_LETTER -> deadLetterErrors.increment();
      case ON_SUCCESS, ON_FAILURE -> destinationDeliveryFailures.increment();
    }
  }
}
