package dev.forebay.eventsource.engine;

import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.util.List;

/** A mapping that runs. Thread-safe. */
interface Run {
  /** Begins; what arrives from now on is not missed. */
  void start();

  /** Takes nothing new; batches that are with the function are brought to their end. */
  void stop();

  /**
   * Waits for the end, after {@link #stop}.
   *
   * @return whether it has ended
   */
  boolean awaitEnd(Duration atMost) throws InterruptedException;

  /** Interrupts what still runs. */
  void interrupt();

  /** What it is doing, and what it will do when the time comes. */
  List<Pending> pending();

  /** Told when a run cannot go on. */
  @FunctionalInterface
  interface Gone {
    /** The source is not there any more. Must not block. */
    void gone(String reason);
  }
}
