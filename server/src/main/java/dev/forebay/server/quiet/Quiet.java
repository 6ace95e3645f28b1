package dev.forebay.server.quiet;

import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits until no part has anything to do. Thread-safe.
 *
 * <p>The parts are looked at one after the other, and work may go from one that is looked at later
 * to one that was looked at before. So all counts of what was taken in are read before the look and
 * again after it. If one has changed, the look counts for nothing. If none has, then nothing was
 * handed over during the look, and what was at rest when it was looked at still was when the look
 * ended.
 */
public final class Quiet {
  private static final Duration SHORTEST_NAP = Duration.ofNanos(500_000);
  private static final Duration LONGEST_NAP = Duration.ofMillis(10);

  private final List<Activity> parts;
  private final Clock wall;

  /**
   * Looks at these parts.
   *
   * @param wall the real clock, for the patience of the caller
   */
  public Quiet(List<Activity> parts, Clock wall) {
    this.parts = List.copyOf(parts);
    this.wall = wall;
  }

  /**
   * What is pending.
   *
   * @param quiet whether nothing of it goes on before the instant that was asked for
   */
  public record Look(boolean quiet, List<Pending> pending) {
    /** Copies the list. */
    public Look {
      pending = List.copyOf(pending);
    }
  }

  /**
   * Waits until nothing goes on, is queued or falls due up to the instant.
   *
   * @param before by the clock that the parts go by
   * @param patience in real time
   * @throws InterruptedException when the caller is told to stop
   */
  public Look await(Instant before, Duration patience) throws InterruptedException {
    long end = wall.nanoTime() + patience.toNanos();
    Duration nap = SHORTEST_NAP;
    while (true) {
      Look look = look(before);
      if (look.quiet() || wall.nanoTime() - end >= 0) {
        return look;
      }
      wall.sleep(nap);
      nap = nap.multipliedBy(2).compareTo(LONGEST_NAP) > 0 ? LONGEST_NAP : nap.multipliedBy(2);
    }
  }

  private Look look(Instant before) {
    long begun = begun();
    List<Pending> pending = new ArrayList<>();
    parts.forEach(part -> pending.addAll(part.pending()));
    boolean quiet = pending.stream().noneMatch(one -> one.isBefore(before)) && begun() == begun;
    return new Look(quiet, pending);
  }

  // The counts only grow, so that their sum stands still only if each does.
  private long begun() {
    return parts.stream().mapToLong(Activity::begun).sum();
  }

  /** What was done since the start. */
  public Map<Done, Long> done() {
    Map<Done, Long> all = new HashMap<>();
    parts.forEach(part -> part.done().forEach((done, count) -> all.merge(done, count, Long::sum)));
    return all;
  }
}
