package dev.forebay.execution.api;

import dev.forebay.model.Bytes;
import java.util.Optional;

/** How an init phase ended, as far as the APIs can tell. */
public sealed interface InitEnd {
  /** The runtime and all extensions wait for an event. */
  record Ready() implements InitEnd {}

  /**
   * Someone reported an error or died.
   *
   * @param errorType AWS's name
   * @param payload the error object that the runtime sent
   * @param message the platform's words when the runtime sent none
   */
  record Broken(String errorType, Optional<Bytes> payload, String message) implements InitEnd {}

  /** The time was up. */
  record Late() implements InitEnd {}
}
