package dev.forebay.server.events;

import dev.forebay.model.Clock;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the latest steps of all events, in memory: a restart forgets them. Thread-safe: a short
 * lock guards the entries, and nothing but adding and copying happens under it.
 */
public final class EventLog implements Trail {
  /** A step that a hundred events take together counts as a hundred. */
  private final long most;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long steps;
  private long dropped;

  /** One step that some events took together. Immutable. */
  record Entry(Instant at, Way way, List<String> events, Step step) {}

  /**
   * An empty log.
   *
   * @param most how many steps it keeps, each counted for each event that took it; the oldest go
   *     first
   */
  public EventLog(long most, Clock clock) {
    this.most = most;
    this.clock = clock;
  }

  @Override
  public void note(Way way, List<String> events, Step step) {
    Entry entry = new Entry(clock.now(), way, events, step);
    lock.lock();
    try {
      entries.addLast(entry);
      steps += events.size();
      while (steps > most) {
        int oldest = entries.removeFirst().events().size();
        steps -= oldest;
        dropped += oldest;
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many steps it keeps at most. */
  long most() {
    return most;
  }

  /**
   * All that it keeps, at one instant. Immutable.
   *
   * @param entries in the order of the notes
   * @param dropped how many steps it has dropped since the start or the last reset
   */
  record Kept(List<Entry> entries, long dropped) {}

  /** All that it keeps; a copy. */
  Kept kept() {
    lock.lock();
    try {
      return new Kept(List.copyOf(entries), dropped);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all. */
  public void clear() {
    lock.lock();
    try {
      entries.clear();
      steps = 0;
      dropped = 0;
    } finally {
      lock.unlock();
    }
  }
}
