package dev.forebay.server.events;

import dev.forebay.model.Clock;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the latest steps of all events, in memory: a restart forgets them. Thread-safe: a short
 * lock guards the pages, and nothing but adding to them happens under it.
 *
 * <p>A step is kept as bytes on a {@link LogPage}, not as objects: some hundred thousand small
 * objects that live for a while and then die cost the garbage collector more than the server needs
 * for the events themselves.
 */
public final class EventLog implements Trail {
  /** A step that a hundred events take together counts as a hundred. */
  private final long most;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<LogPage> pages = new ArrayDeque<>();
  private long noted;
  private long steps;

  /**
   * One step that some events took together. Immutable.
   *
   * @param name of the step, such as {@code received}
   * @param text what happened, and why
   */
  record Entry(
      Instant at,
      Way way,
      List<String> events,
      String name,
      String text,
      Optional<String> requestId) {}

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
    byte[] entry = EntryCode.encode(clock.now(), events, step);
    lock.lock();
    try {
      if (pages.isEmpty() || !pages.getLast().hasRoom(entry.length)) {
        pages.addLast(new LogPage(entry.length));
      }
      pages.getLast().add(way, entry, events.size());
      noted += events.size();
      steps += events.size();
      // A page goes when all that it holds is too old.
      while (pages.size() > 1 && steps - pages.getFirst().steps() >= most) {
        steps -= pages.removeFirst().steps();
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
   * @param pages as long as they were then
   * @param old how many steps at the beginning of the first page are older than the log keeps
   * @param dropped how many steps were dropped since the start or the last reset, those included
   */
  record Kept(List<LogPage.Part> pages, long old, long dropped) {
    Kept {
      pages = List.copyOf(pages);
    }

    /** The entries in the order of the notes, read anew each time. */
    Iterable<Entry> entries() {
      return () -> new EntryReader(pages, old);
    }
  }

  /** All that it keeps; nothing is copied. */
  Kept kept() {
    lock.lock();
    try {
      List<LogPage.Part> parts = new ArrayList<>();
      pages.forEach(page -> parts.add(page.part()));
      long old = Math.max(0, steps - most);
      return new Kept(parts, old, noted - steps + old);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all. */
  public void clear() {
    lock.lock();
    try {
      pages.clear();
      noted = 0;
      steps = 0;
    } finally {
      lock.unlock();
    }
  }
}
