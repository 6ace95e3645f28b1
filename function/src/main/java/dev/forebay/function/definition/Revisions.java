package dev.forebay.function.definition;

import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Draws RevisionIds and begins lifecycles. Thread-safe, given a thread-safe generator. */
public final class Revisions {
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration settleDelay;

  /**
   * A source of revisions.
   *
   * @param settleDelay how long a creation or an update stays visibly under way; zero or more
   */
  public Revisions(Clock clock, RandomGenerator random, Duration settleDelay) {
    this.clock = clock;
    this.random = random;
    this.settleDelay = settleDelay;
  }

  /** A RevisionId never seen before. */
  public String next() {
    return RequestId.random(random).value();
  }

  /** Something that begins now. */
  public Lifecycle begin(Phase phase) {
    return new Lifecycle(phase, clock.now().plus(settleDelay).toEpochMilli(), next(), next());
  }

  /** Something that is there at once. */
  public Lifecycle settled() {
    String revision = next();
    return new Lifecycle(Phase.SETTLED, 0, revision, revision);
  }
}
