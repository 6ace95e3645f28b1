package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.pattern.EventPattern;
import dev.forebay.pattern.PatternIndex;
import java.util.List;

/** The event of TestEventPattern, which must have all members of a real one. */
final class SampleEvent {
  private static final List<String> MEMBERS =
      List.of("id", "account", "source", "time", "region", "resources", "detail-type");

  private SampleEvent() {}

  /**
   * Whether it matches.
   *
   * @throws dev.forebay.wire.AwsException when the text is no event
   */
  static boolean matches(String text, EventPattern pattern) {
    JsonNode tree;
    try {
      tree = Event.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw EventsErrors.invalid("Parameter Event is not valid. Reason: " + e.getOriginalMessage());
    }
    if (!tree.isObject()) {
      throw EventsErrors.invalid("Parameter Event is not valid. Reason: it is no JSON object.");
    }
    for (String member : MEMBERS) {
      if (!tree.has(member)) {
        throw EventsErrors.invalid(
            "Parameter Event is not valid. Reason: " + member + " is a required argument.");
      }
    }
    PatternIndex<Integer> index = new PatternIndex<>();
    index.add(0, pattern);
    return !index.matching(text).isEmpty();
  }
}
