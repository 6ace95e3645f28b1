package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;

/** Texts that must be JSON. */
final class JsonText {
  private JsonText() {}

  /**
   * The text, if it is one JSON value.
   *
   * @throws dev.forebay.wire.AwsException when it is not
   */
  static String check(String text, String what, String target) {
    try {
      if (Event.JSON.readTree(text).isMissingNode()) {
        throw EventsErrors.invalid(
            "JSON syntax error in " + what + " for target " + target + ": nothing there");
      }
    } catch (JsonProcessingException e) {
      throw EventsErrors.invalid(
          "JSON syntax error in " + what + " for target " + target + ": " + e.getOriginalMessage());
    }
    return text;
  }
}
