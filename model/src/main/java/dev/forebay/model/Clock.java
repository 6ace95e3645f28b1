package dev.forebay.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The one source of time: what the time is, and when an action falls due. The real clock is {@link
 * SystemClock}; {@link SteeredClock} runs with it until told otherwise; {@link VirtualClock} moves
 * only when told. Thread-safe.
 */
public interface Clock {
  /** The time of day. Two reads may give the same instant; the real clock may step back. */
  Instant now();

  /** A reading for measuring spans, in nanoseconds from an arbitrary origin; never steps back. */
  long nanoTime();

  /**
   * Blocks the calling thread until {@link #now} reaches the instant; returns at once if it has.
   *
   * @throws InterruptedException when the thread is told to stop
   */
  void sleepUntil(Instant instant) throws InterruptedException;

  /**
   * Runs an action once, on a thread of the clock's, at or after the instant. Actions that are due
   * at different instants start in the order of those instants. An action must not block for long.
   */
  Scheduled schedule(Instant instant, Runnable action);

  /** Blocks for the span; {@link #sleepUntil} of now plus the span. */
  default void sleep(Duration span) throws InterruptedException {
    sleepUntil(now().plus(span));
  }

  /** An action that has been scheduled. */
  interface Scheduled {
    /** Takes the action back; says whether it had not started. */
    boolean cancel();
  }
}
