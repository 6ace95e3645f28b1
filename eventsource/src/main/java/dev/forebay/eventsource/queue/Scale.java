package dev.forebay.eventsource.queue;

import java.time.Duration;
import java.time.Instant;

/**
 * How many batches of one mapping may be in the works now. While every one of them is used and
 * messages are waiting, it grows by a second's share each second, as long as that helps: when half
 * as many again have not brought a quarter more batches a second, it goes back, and tries again
 * after a while. It is halved while the function is throttled or fails. Pure and immutable.
 *
 * @param level the number; a fraction counts towards the next
 * @param since when the second under way began
 * @param ended batches that have come back in it
 * @param proven the last level that was worth its growth
 * @param rate batches a second at that level; zero if that is not known
 * @param holdUntil no growth before
 */
public record Scale(
    double level, Instant since, long ended, double proven, double rate, Instant holdUntil) {
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final Duration HOLD = Duration.ofSeconds(30);
  private static final double LONGEST_STEP_SECONDS = 60;
  private static final double SECONDS_OF_A_MINUTE = 60;
  private static final double MILLIS = 1_000;
  private static final double JUDGED_AT = 1.5;
  private static final double WORTH = 1.25;

  /** A mapping that begins. */
  public static Scale start(Scaling scaling, Instant now) {
    return at(scaling.start(), now);
  }

  private static Scale at(double level, Instant now) {
    return new Scale(level, now, 0, level, 0, Instant.MIN);
  }

  /** How many at once. */
  public int limit() {
    return (int) level;
  }

  /** A batch has come back. */
  public Scale batchEnded() {
    return new Scale(level, since, ended + 1, proven, rate, holdUntil);
  }

  /** All are used, and messages are waiting. */
  public Scale grown(Scaling scaling, Instant now) {
    double seconds = Duration.between(since, now).toMillis() / MILLIS;
    if (seconds < STEP.toMillis() / MILLIS) {
      return this;
    }
    double rateNow = ended / seconds;
    if (now.isBefore(holdUntil)) {
      return new Scale(level, now, 0, level, rateNow, holdUntil);
    }
    boolean judged = rate > 0 && level >= proven * JUDGED_AT;
    if (judged && rateNow < rate * WORTH) {
      return new Scale(proven, now, 0, proven, 0, now.plus(HOLD));
    }
    boolean begins = judged || rate == 0;
    double more =
        Math.min(seconds, LONGEST_STEP_SECONDS) * scaling.perMinute() / SECONDS_OF_A_MINUTE;
    return new Scale(
        Math.min(level + more, scaling.most()),
        now,
        0,
        begins ? level : proven,
        begins ? rateNow : rate,
        holdUntil);
  }

  /** The function was throttled, or has failed. */
  public Scale eased(Scaling scaling, Instant now) {
    return Duration.between(since, now).compareTo(STEP) < 0
        ? this
        : at(Math.max(level / 2, Math.min(level, scaling.least())), now);
  }

  /** The queue had nothing: the growth begins anew with the next message. */
  public Scale idle(Scaling scaling, Instant now) {
    return at(scaling.start(), now);
  }

  /** Not all are used: time passes without growth. */
  public Scale steady(Instant now) {
    return Duration.between(since, now).compareTo(STEP) < 0
        ? this
        : new Scale(level, now, 0, level, 0, holdUntil);
  }
}
