package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.value.Errors;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.Tag;

/** Tags as requests have them, checked. See "Tagging restrictions" in the Developer Guide. */
final class Tags {
  private static final int MOST = 50;

  private Tags() {}

  static Map<String, String> of(List<Tag> tags) {
    Map<String, String> map = new HashMap<>();
    for (Tag tag : tags) {
      if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw Errors.validation(
            "One or more parameter values were invalid: Tag keys starting with 'aws:' are reserved"
                + " for system use");
      }
      if (map.put(tag.key(), tag.value()) != null) {
        throw Errors.invalidParameters("Duplicate tag key: " + tag.key());
      }
    }
    return map;
  }

  static Map<String, String> merged(Map<String, String> there, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(there);
    all.putAll(more);
    if (all.size() > MOST) {
      throw Errors.validation("Too many tags: a table may have " + MOST + " tags");
    }
    return all;
  }

  static List<Tag> wire(Map<String, String> tags) {
    return new java.util.TreeMap<>(tags)
        .entrySet().stream()
            .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
            .toList();
  }
}
