package dev.forebay.eventsource.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * How many batches of one mapping may be in the works now. It grows while every one of them is used
 * and messages are waiting, and is halved, once a second at most, while the function is throttled
 * or fails. Pure and immutable.
 *
 * @param level the number; a fraction counts towards the next
 * @param at when it was last set
 */
public record Scale(double level, Instant at) {
  private static final Duration EASING = Duration.ofSeconds(1);
  private static final double MINUTE = Duration.ofMinutes(1).toMillis();

  /** A mapping that begins. */
  public static Scale start(Scaling scaling, Instant now) {
    return new Scale(scaling.start(), now);
  }

  /** How many at once. */
  public int limit() {
    return (int) level;
  }

  /** All are used, and messages are waiting. */
  public Scale grown(Scaling scaling, Instant now) {
    double minutes = Math.min(1, Duration.between(at, now).toMillis() / MINUTE);
    double next = level + Math.max(0, minutes) * scaling.perMinute();
    return new Scale(Math.min(next, scaling.most()), now);
  }

  /** The function was throttled, or has failed. */
  public Scale eased(Scaling scaling, Instant now) {
    return Duration.between(at, now).compareTo(EASING) < 0
        ? this
        : new Scale(Math.max(level / 2, Math.min(level, scaling.least())), now);
  }

  /** The queue had nothing: the growth begins anew with the next message. */
  public Scale idle(Scaling scaling, Instant now) {
    return new Scale(scaling.start(), now);
  }

  /** Not all are used: time passes without growth. */
  public Scale steady(Instant now) {
    return new Scale(level, now);
  }
}
