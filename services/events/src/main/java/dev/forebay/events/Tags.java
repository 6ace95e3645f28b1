package dev.forebay.events;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.eventbridge.model.Tag;

/** Tags, from the wire and back. */
final class Tags {
  private static final int MOST = 50;

  private Tags() {}

  /**
   * Tags by their keys.
   *
   * @throws dev.forebay.wire.AwsException for more than 50, or keys that are AWS's
   */
  static Map<String, String> of(List<Tag> tags) {
    Map<String, String> map = new TreeMap<>();
    tags.forEach(tag -> map.put(tag.key(), tag.value()));
    return check(map);
  }

  static Map<String, String> check(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw EventsErrors.invalid("A resource can have at most 50 tags.");
    }
    if (tags.keySet().stream().anyMatch(key -> key.startsWith("aws:"))) {
      throw EventsErrors.invalid("Tag keys that start with aws: are reserved.");
    }
    return tags;
  }

  static List<Tag> list(Map<String, String> tags) {
    return new TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }
}
