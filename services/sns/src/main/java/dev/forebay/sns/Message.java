package dev.forebay.sns;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message that was accepted. Immutable.
 *
 * @param id its message id
 * @param body for every protocol that has none of its own
 * @param bodies by the protocol's spelling
 * @param subject its subject
 * @param attributes by name, in order of the names
 * @param group its message group
 * @param deduplicationId in a FIFO topic
 * @param sequence in a FIFO topic
 * @param at when it was published
 */
record Message(
    String id,
    String body,
    Map<String, String> bodies,
    Optional<String> subject,
    Map<String, Attribute> attributes,
    Optional<String> group,
    Optional<String> deduplicationId,
    Optional<String> sequence,
    Instant at) {

  /**
   * A message attribute.
   *
   * @param type such as {@code String}, {@code Number.int}, {@code String.Array}
   * @param text its value; base64 for bytes
   */
  record Attribute(String type, String text) {
    boolean binary() {
      return type.startsWith("Binary");
    }
  }

  /** What a protocol's subscribers get. */
  String body(Protocol protocol) {
    return bodies.getOrDefault(protocol.spelling(), body);
  }

  Message numbered(String number) {
    return new Message(
        id, body, bodies, subject, attributes, group, deduplicationId, Optional.of(number), at);
  }
}
