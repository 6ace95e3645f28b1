package dev.forebay.push;

import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Tally;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has become of pushes since the start, for metrics. Thread-safe. */
public final class PushCounts {
  private final LongAdder begun = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Tally tally = new Tally();

  /** Pushes that were taken in. */
  public long begun() {
    return begun.sum();
  }

  /** Pushes that arrived. */
  public long delivered() {
    return delivered.sum();
  }

  /** Tries that failed and may be repeated. */
  public long failed() {
    return failed.sum();
  }

  /** Pushes that are not tried any more, with or without a dead-letter queue. */
  public long givenUp() {
    return givenUp.sum();
  }

  /** Dead letters that arrived. */
  public long deadLetters() {
    return deadLetters.sum();
  }

  /** Dead letters that were dropped. */
  public long lost() {
    return lost.sum();
  }

  Map<Done, Long> done() {
    return tally.counts();
  }

  void countBegun(int pushes) {
    begun.add(pushes);
  }

  void countDelivered(String target) {
    delivered.increment();
    tally.count(Done.Kind.DELIVERIES, target);
  }

  void countFailed() {
    failed.increment();
  }

  void countGivenUp() {
    givenUp.increment();
  }

  void countDeadLetter(String queue) {
    deadLetters.increment();
    tally.count(Done.Kind.DELIVERIES, queue);
  }

  void countLost() {
    lost.increment();
  }
}
