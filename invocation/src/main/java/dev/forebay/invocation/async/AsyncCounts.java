package dev.forebay.invocation.async;

import java.util.concurrent.atomic.LongAdder;

/** What has become of asynchronous events since the start, for metrics. Thread-safe. */
public final class AsyncCounts {
  private final LongAdder received = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder dropped = new LongAdder();

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

  /** Events that were given up. */
  public long dropped() {
    return dropped.sum();
  }

  void countReceived() {
    received.increment();
  }

  void count(Verdict verdict) {
    switch (verdict) {
      case Verdict.Succeeded done -> succeeded.increment();
      case Verdict.Again again -> retried.increment();
      case Verdict.GivenUp givenUp -> dropped.increment();
    }
  }
}
