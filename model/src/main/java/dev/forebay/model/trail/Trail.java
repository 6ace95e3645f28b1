package dev.forebay.model.trail;

import java.util.List;

/**
 * Hears of each step of every event's way, so that it can be said later why something happened. A
 * note is quick, does not block and does not throw. Thread-safe.
 */
@FunctionalInterface
public interface Trail {
  /** Hears nothing. */
  Trail NONE = (way, events, step) -> {};

  /**
   * Notes one step that these events take together, now.
   *
   * @param way by which way they go; a part keeps one for all its events
   * @param events their ids: the request id of an invocation, the id of a message, the sequence
   *     number of a record; kept and not copied, so the list must not change any more
   */
  void note(Way way, List<String> events, Step step);
}
