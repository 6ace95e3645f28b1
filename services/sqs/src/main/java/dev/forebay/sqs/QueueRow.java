package dev.forebay.sqs;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A queue as it is stored. Immutable.
 *
 * @param name its name within account and region
 * @param id tells it from an earlier queue of the same name
 * @param attributes those that were set; the others have {@link QueueAttributes}' defaults
 * @param tags its tags
 * @param created when it was made, seconds since 1970
 * @param modified when its attributes were last changed, seconds since 1970
 * @param purged when it was last purged, milliseconds since 1970; 0 for never
 */
record QueueRow(
    String name,
    long id,
    Map<String, String> attributes,
    Map<String, String> tags,
    long created,
    long modified,
    long purged) {
  QueueRow {
    attributes = Map.copyOf(attributes);
    tags = Map.copyOf(tags);
  }

  boolean fifo() {
    return name.endsWith(".fifo");
  }

  /** An attribute, or its default. */
  String attribute(String attribute) {
    return attributes.getOrDefault(attribute, QueueAttributes.defaultOf(attribute));
  }

  /** An attribute that is a number, or its default. */
  int number(String attribute) {
    return Integer.parseInt(attribute(attribute));
  }

  Optional<RedrivePolicy> redrive() {
    return Optional.ofNullable(attributes.get(QueueAttributes.REDRIVE_POLICY))
        .flatMap(RedrivePolicy::parse);
  }

  /** With these attributes on top; an empty value takes an attribute away. */
  QueueRow with(Map<String, String> changes, long now) {
    Map<String, String> merged = new TreeMap<>(attributes);
    merged.putAll(changes);
    merged.values().removeIf(String::isEmpty);
    return new QueueRow(name, id, merged, tags, created, now, purged);
  }

  QueueRow withTags(Map<String, String> others) {
    return new QueueRow(name, id, attributes, others, created, modified, purged);
  }

  QueueRow purgedAt(long millis) {
    return new QueueRow(name, id, attributes, tags, created, modified, millis);
  }

  Bytes encode() {
    return new Encoder()
        .text(name)
        .number(id)
        .map(attributes)
        .map(tags)
        .number(created)
        .number(modified)
        .number(purged)
        .bytes();
  }

  static QueueRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    return new QueueRow(
        in.text(), in.number(), in.map(), in.map(), in.number(), in.number(), in.number());
  }
}
