package dev.forebay.sns;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Map;
import java.util.TreeMap;

/**
 * A topic as it is stored. Immutable.
 *
 * @param name its name within account and region
 * @param attributes those that were set; the others have {@link TopicAttributes}' defaults
 * @param tags its tags
 * @param protection its data protection policy; empty for none
 * @param deleted how many of its subscriptions were deleted
 */
record TopicRow(
    String name,
    Map<String, String> attributes,
    Map<String, String> tags,
    String protection,
    long deleted) {
  TopicRow {
    attributes = Map.copyOf(attributes);
    tags = Map.copyOf(tags);
  }

  @JsonIgnore
  boolean fifo() {
    return isFifo(name);
  }

  static boolean isFifo(String name) {
    return name.endsWith(".fifo");
  }

  /** An attribute, or its default. */
  String attribute(String attribute) {
    return attributes.getOrDefault(attribute, TopicAttributes.defaultOf(attribute));
  }

  /** With another value of an attribute; an empty one takes it away. */
  TopicRow with(String attribute, String value) {
    Map<String, String> merged = new TreeMap<>(attributes);
    merged.put(attribute, value);
    merged.values().removeIf(String::isEmpty);
    return new TopicRow(name, merged, tags, protection, deleted);
  }

  TopicRow withTags(Map<String, String> others) {
    return new TopicRow(name, attributes, others, protection, deleted);
  }

  TopicRow protectedBy(String policy) {
    return new TopicRow(name, attributes, tags, policy, deleted);
  }

  TopicRow oneDeleted() {
    return new TopicRow(name, attributes, tags, protection, deleted + 1);
  }
}
