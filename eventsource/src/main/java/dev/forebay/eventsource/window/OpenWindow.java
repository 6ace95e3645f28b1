package dev.forebay.eventsource.window;

import dev.forebay.model.Bytes;
import java.time.Instant;

/**
 * A tumbling window with the state that its function has handed on. Immutable.
 *
 * @param start inclusive
 * @param end exclusive
 * @param state JSON; {@code {}} at first
 * @param full whether the state has outgrown its limit, so that the window ends early
 */
public record OpenWindow(Instant start, Instant end, Bytes state, boolean full) {
  /** The most bytes that a state may have before its window ends early. */
  public static final int MOST_STATE = 1024 * 1024;

  private static final Bytes EMPTY_STATE = Bytes.utf8("{}");

  /** A window without state. */
  public static OpenWindow fresh(Instant start, Instant end) {
    return new OpenWindow(start, end, EMPTY_STATE, false);
  }

  /** The window with the state that an invocation has returned. */
  public OpenWindow with(Bytes next) {
    return new OpenWindow(start, end, next, next.size() > MOST_STATE);
  }
}
