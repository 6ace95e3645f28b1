package dev.forebay.storage.ordered;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants to know when a queue may have become receivable. Each listener runs on a virtual thread
 * of its own, one run at a time started and later hints merged into it. Thread-safe.
 */
final class Watches {
  private static final Logger LOG = LoggerFactory.getLogger(Watches.class);

  private final Map<String, Set<Watch>> watches = new ConcurrentHashMap<>();

  private static final class Watch {
    private final Runnable listener;
    private final AtomicBoolean pending = new AtomicBoolean();

    Watch(Runnable listener) {
      this.listener = listener;
    }

    void hint() {
      if (pending.compareAndSet(false, true)) {
        Thread.ofVirtual().name("queue-watch").start(this::run);
      }
    }

    private void run() {
      pending.set(false);
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.warn("a listener of a queue failed", e);
      }
    }
  }

  AutoCloseable add(String scope, Runnable listener) {
    Watch watch = new Watch(listener);
    watches.compute(
        scope,
        (_, known) -> {
          Set<Watch> set = known == null ? ConcurrentHashMap.newKeySet() : known;
          set.add(watch);
          return set;
        });
    return () -> remove(scope, watch);
  }

  private void remove(String scope, Watch watch) {
    watches.computeIfPresent(
        scope,
        (_, known) -> {
          known.remove(watch);
          return known.isEmpty() ? null : known;
        });
  }

  void hint(String scope) {
    Set<Watch> set = watches.get(scope);
    if (set != null) {
      set.forEach(Watch::hint);
    }
  }
}
