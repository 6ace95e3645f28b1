package dev.forebay.eventsource.window;

/**
 * What an invocation is told of its window. Immutable.
 *
 * @param window the window and the state so far
 * @param isFinal whether it is the window's last, without records
 */
public record WindowCall(OpenWindow window, boolean isFinal) {}
