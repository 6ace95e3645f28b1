package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way through a bus: its JSON, and what is needed of it apart. The tree is made
 * when somebody asks for it. Confined to one thread.
 */
final class Event {
  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final String id;
  private final String text;
  private final Instant received;
  private final Optional<String> traceHeader;
  private @Nullable JsonNode tree;

  /**
   * An event.
   *
   * @param id its id
   * @param text its JSON
   * @param received when the bus got it
   * @param traceHeader the X-Ray header to pass on
   */
  Event(String id, String text, Instant received, Optional<String> traceHeader) {
    this.id = id;
    this.text = text;
    this.received = received;
    this.traceHeader = traceHeader;
  }

  String id() {
    return id;
  }

  String text() {
    return text;
  }

  Instant received() {
    return received;
  }

  Optional<String> traceHeader() {
    return traceHeader;
  }

  JsonNode tree() {
    JsonNode known = tree;
    if (known == null) {
      try {
        known = JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("an event is JSON", e);
      }
      tree = known;
    }
    return known;
  }

  /** A member of the envelope that is text, such as {@code account}. */
  String member(String name) {
    return tree().path(name).asText();
  }
}
