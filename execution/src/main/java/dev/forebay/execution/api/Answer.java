package dev.forebay.execution.api;

import dev.forebay.model.Bytes;

/** How a runtime or the platform ended an event. */
public sealed interface Answer {
  /** The runtime's result; empty when it went to the sink. */
  record Result(Bytes payload) implements Answer {}

  /**
   * An error object for the caller.
   *
   * @param category as telemetry names it: {@code Runtime.…} or {@code Function.…}
   * @param errorType the error's own type
   * @param payload JSON
   */
  record Failure(String category, String errorType, Bytes payload) implements Answer {}
}
