package dev.forebay.identity.iam;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.Tag;

/** Tags of IAM's resources: their keys are unique whatever their case ("Tags for IAM"). */
final class Tags {
  private static final int MOST = 50;

  private Tags() {}

  /** The tags of a request. */
  static Map<String, String> read(List<Tag> tags) {
    return merge(Map.of(), tags);
  }

  /** Tags with a request's laid over them. */
  static Map<String, String> merge(Map<String, String> present, List<Tag> tags) {
    Set<String> seen = new HashSet<>();
    TreeMap<String, String> merged = new TreeMap<>(present);
    for (Tag tag : tags) {
      if (!seen.add(tag.key().toLowerCase(Locale.ROOT))) {
        throw IamErrors.invalidInput(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
      }
      if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
        throw IamErrors.invalidInput("Tag keys starting with 'aws:' are reserved for system use.");
      }
      merged.keySet().removeIf(tag.key()::equalsIgnoreCase);
      merged.put(tag.key(), tag.value());
    }
    if (merged.size() > MOST) {
      throw IamErrors.limitExceeded("The number of tags has reached the maximum limit.");
    }
    return merged;
  }

  /** Tags without some keys. */
  static Map<String, String> without(Map<String, String> present, List<String> keys) {
    TreeMap<String, String> left = new TreeMap<>(present);
    keys.forEach(key -> left.keySet().removeIf(key::equalsIgnoreCase));
    return left;
  }

  /** As answers have them. */
  static List<Tag> wire(Map<String, String> tags) {
    return tags.entrySet().stream()
        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
        .toList();
  }
}
