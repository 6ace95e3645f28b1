package dev.forebay.invocation.concurrency;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The right to run one event. Given back once; thread-safe. */
public final class Permit implements AutoCloseable {
  private final List<AtomicInteger> counters;
  private final boolean provisioned;
  private final AtomicBoolean open = new AtomicBoolean(true);

  Permit(List<AtomicInteger> counters, boolean provisioned) {
    this.counters = counters;
    this.provisioned = provisioned;
  }

  /** Whether it is one of the version's provisioned concurrency. */
  public boolean isProvisioned() {
    return provisioned;
  }

  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      for (AtomicInteger counter : counters) {
        counter.decrementAndGet();
      }
    }
  }
}
