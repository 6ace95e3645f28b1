package dev.forebay.schedule;

import dev.forebay.model.Clock;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is due, on the clock: many entries, one alarm. It keeps nothing durable; its owner
 * knows what is due next and enters it again after a restart. Each entry runs on a virtual thread
 * of its own; one that is moved while it runs may run again beside itself. Thread-safe.
 *
 * @param <K> what names an entry
 */
public final class Timetable<K> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  /** What is done when an entry is due. */
  @FunctionalInterface
  public interface Action<K> {
    /**
     * Does it; may block. What it throws is logged, and the entry is due again a second later.
     *
     * @param due when it was due; the clock may be later
     * @return when the entry is due next; empty to drop it
     */
    Optional<Instant> run(K key, Instant due);
  }

  private record Entry<K>(K key, Instant due, long number) {}

  private final String what;
  private final Clock clock;
  private final Action<K> action;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Entry<K>> waiting =
      new TreeSet<>(
          Comparator.comparing((Entry<K> entry) -> entry.due()).thenComparingLong(Entry::number));
  private final Map<K, Entry<K>> entries = new HashMap<>();
  private int running;
  private long numbers;
  private Clock.@Nullable Scheduled alarm;
  private @Nullable Instant alarmAt;
  private boolean closed;

  /**
   * An empty timetable.
   *
   * @param what its entries are called where pending work is listed, such as {@code schedules}
   */
  public Timetable(String what, Clock clock, Action<K> action) {
    this.what = what;
    this.clock = clock;
    this.action = action;
  }

  /** Enters it, or moves it to another time. */
  public void put(K key, Instant due) {
    lock.lock();
    try {
      enter(key, due);
    } finally {
      lock.unlock();
    }
  }

  /** Takes an entry out; one that runs just now ends, and does not come back. */
  public void remove(K key) {
    lock.lock();
    try {
      Entry<K> entry = entries.remove(key);
      if (entry != null) {
        waiting.remove(entry);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes all entries out. */
  public void clear() {
    lock.lock();
    try {
      entries.clear();
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  /** How often an entry was entered or began to run. Only grows. */
  public long begun() {
    lock.lock();
    try {
      return numbers;
    } finally {
      lock.unlock();
    }
  }

  /** What runs, and when the next entry is due. */
  public List<Pending> pending() {
    lock.lock();
    try {
      List<Pending> pending = new ArrayList<>();
      if (running > 0) {
        pending.add(new Pending(what + " running", what, running, Optional.empty()));
      }
      if (!waiting.isEmpty()) {
        pending.add(new Pending(what, what, waiting.size(), Optional.of(waiting.getFirst().due())));
      }
      return pending;
    } finally {
      lock.unlock();
    }
  }

  /** Begins nothing any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      entries.clear();
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  private void enter(K key, Instant due) {
    if (closed) {
      return;
    }
    Entry<K> entry = new Entry<>(key, due, ++numbers);
    Entry<K> before = entries.put(key, entry);
    if (before != null) {
      waiting.remove(before);
    }
    waiting.add(entry);
    setAlarm();
  }

  private void setAlarm() {
    if (waiting.isEmpty() || (alarmAt != null && !waiting.getFirst().due().isBefore(alarmAt))) {
      return;
    }
    if (alarm != null) {
      alarm.cancel();
    }
    alarmAt = waiting.getFirst().due();
    alarm = clock.schedule(alarmAt, this::ring);
  }

  private void ring() {
    lock.lock();
    try {
      alarm = null;
      alarmAt = null;
      Instant now = clock.now();
      while (!waiting.isEmpty() && !waiting.getFirst().due().isAfter(now)) {
        Entry<K> entry = waiting.removeFirst();
        running++;
        numbers++;
        Thread.ofVirtual().name(what).start(() -> run(entry));
      }
      setAlarm();
    } finally {
      lock.unlock();
    }
  }

  private void run(Entry<K> entry) {
    Optional<Instant> next = Optional.empty();
    try {
      next = action.run(entry.key(), entry.due());
    } catch (RuntimeException e) {
      LOG.warn("{}: what was due at {} is tried again: {}", what, entry.due(), entry.key(), e);
      next = Optional.of(clock.now().plus(AFTER_FAILURE));
    } finally {
      ended(entry, next);
    }
  }

  private void ended(Entry<K> entry, Optional<Instant> next) {
    lock.lock();
    try {
      running--;
      // Unless it was taken out or moved in the meantime.
      if (entry.equals(entries.get(entry.key()))) {
        entries.remove(entry.key());
        next.ifPresent(due -> enter(entry.key(), due));
      }
    } finally {
      lock.unlock();
    }
  }
}
