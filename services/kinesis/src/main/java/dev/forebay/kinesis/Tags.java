package dev.forebay.kinesis;

import java.util.Map;
import java.util.regex.Pattern;

/** What tags may be. */
final class Tags {
  static final int MOST = 50;
  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

  private Tags() {}

  /** Refuses characters and reserved keys that AWS refuses. */
  static void check(Map<String, String> tags) {
    tags.forEach((key, value) -> {
      if (value == null) {
        throw KinesisErrors.validation(
            "1 validation error detected: Value null at 'tags."
                + key
                + ".member' failed to satisfy constraint: Member must not be null");
      }
      if (!ALLOWED.matcher(key).matches() || !ALLOWED.matcher(value).matches()) {
        throw KinesisErrors.invalid(
            "Some tags contain invalid characters. Valid characters: Unicode letters, digits,"
                + " white space, _ . / = + - % @.");
      }
      if (key.regionMatches(true, 0, "aws:", 0, 4)) {
        throw KinesisErrors.invalid("Tag keys starting with aws: are reserved for system use.");
      }
    });
    checkCount(tags.size());
  }

  static void checkCount(int count) {
    if (count > MOST) {
      throw KinesisErrors.invalid(
          "A given stream cannot have more than " + MOST + " tags associated with it.");
    }
  }
}
