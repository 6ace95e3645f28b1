package dev.forebay.push;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a push that failed is tried again: phases one after the other. Immutable.
 *
 * @param phases in their order
 * @param mostAge a push whose next try would come later than this after it was given to {@link
 *     Pushes} is given up
 * @param jitter by which part of itself a pause is made longer or shorter at most, 0 to 1
 */
public record RetryPolicy(List<Phase> phases, Duration mostAge, double jitter) {
  private static final Duration EVER = Duration.ofDays(36_500);

  /** One try and no more. */
  public static final RetryPolicy NONE = new RetryPolicy(List.of(), EVER, 0);

  /**
   * Amazon SNS's for endpoints that AWS manages: 100,015 tries over 23 days, and the first ("Amazon
   * SNS message delivery retries").
   */
  public static final RetryPolicy SNS_MANAGED =
      new RetryPolicy(
          List.of(
              Phase.constant(3, Duration.ZERO),
              Phase.constant(2, Duration.ofSeconds(1)),
              new Phase(10, Duration.ofSeconds(1), Duration.ofSeconds(20), Curve.EXPONENTIAL),
              Phase.constant(100_000, Duration.ofSeconds(20))),
          EVER,
          0.1);

  /** How many pauses double before they are the longest. */
  private static final int DOUBLINGS = 9;

  private static final Duration LONGEST = Duration.ofMinutes(8);

  /** Copies the phases. */
  public RetryPolicy {
    phases = List.copyOf(phases);
    if (mostAge.isNegative() || !(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException(
          "the age must not be negative and the jitter 0..1: " + mostAge + ", " + jitter);
    }
  }

  /**
   * One second at first, doubling to eight minutes, so that 185 tries fill a day: Amazon
   * EventBridge's ("How EventBridge retries delivering events"; the pauses are not documented).
   *
   * @param retries 0 or more, besides the first try
   * @param mostAge see {@link #mostAge}
   */
  public static RetryPolicy exponential(int retries, Duration mostAge) {
    int doubling = Math.min(retries, DOUBLINGS);
    List<Phase> phases = new ArrayList<>();
    if (doubling > 0) {
      phases.add(
          new Phase(
              doubling,
              Duration.ofSeconds(1),
              Duration.ofSeconds(1L << (doubling - 1)),
              Curve.GEOMETRIC));
    }
    if (retries > doubling) {
      phases.add(Phase.constant(retries - doubling, LONGEST));
    }
    return new RetryPolicy(phases, mostAge, 0.1);
  }

  /**
   * The pause before the next try; empty when there is none.
   *
   * @param failures how many tries have failed, 1 or more
   * @param random for the jitter
   */
  public Optional<Duration> pause(int failures, RandomGenerator random) {
    int index = failures - 1;
    for (Phase phase : phases) {
      if (index < phase.retries()) {
        return Optional.of(jittered(phase.pause(index), random));
      }
      index -= phase.retries();
    }
    return Optional.empty();
  }

  private Duration jittered(Duration pause, RandomGenerator random) {
    return jitter == 0 || pause.isZero()
        ? pause
        : Duration.ofMillis(
            Math.round(pause.toMillis() * (1 + jitter * (2 * random.nextDouble() - 1))));
  }

  /** How the pauses of a phase grow. */
  public enum Curve {
    /** By the same amount each time. */
    LINEAR,
    /** By an amount that itself grows by the same amount each time. */
    ARITHMETIC,
    /** By the same factor each time. */
    GEOMETRIC,
    /** By an amount that doubles each time. */
    EXPONENTIAL
  }

  /**
   * Some tries with pauses from the first to the last.
   *
   * @param retries how many, 0 or more
   * @param first pause before the first of them
   * @param last pause before the last of them
   * @param curve how they grow in between
   */
  public record Phase(int retries, Duration first, Duration last, Curve curve) {
    /** Throws {@link IllegalArgumentException} for what is negative. */
    public Phase {
      if (retries < 0 || first.isNegative() || last.isNegative()) {
        throw new IllegalArgumentException(
            "a phase has no negative values: " + retries + ", " + first + ", " + last);
      }
    }

    /** Tries with the same pause before each. */
    public static Phase constant(int retries, Duration pause) {
      return new Phase(retries, pause, pause, Curve.LINEAR);
    }

    private Duration pause(int index) {
      long from = first.toMillis();
      long to = last.toMillis();
      int steps = retries - 1;
      if (steps <= 0 || from == to) {
        return first;
      }
      double part =
          switch (curve) {
            case LINEAR -> (double) index / steps;
            case ARITHMETIC -> index * (index + 1.0) / (steps * (steps + 1.0));
            case GEOMETRIC -> geometric(from, to, (double) index / steps);
            case EXPONENTIAL -> Math.expm1(index * Math.log(2)) / Math.expm1(steps * Math.log(2));
          };
      return Duration.ofMillis(Math.round(from + (to - from) * part));
    }

    private static double geometric(long from, long to, double part) {
      // A series that starts at nothing starts at a millisecond instead.
      double start = Math.max(from, 1);
      return (start * Math.pow(Math.max(to, 1) / start, part) - from) / (to - from);
    }
  }
}
