package dev.forebay.function.tag;

import dev.forebay.function.answer.Refusals;
import java.util.Map;

/**
 * What tags may be.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html">Using tags on
 *     Lambda functions</a>
 */
public final class TagRules {
  private static final int MOST = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;
  private static final String RESERVED = "aws:";

  private TagRules() {}

  /**
   * Checks all the tags that a resource is to have.
   *
   * @throws dev.forebay.wire.AwsException 400 for too many, too long or reserved ones
   */
  public static void check(Map<String, String> tags) {
    if (tags.size() > MOST) {
      throw Refusals.invalidParameter("Number of tags exceeds resource tag limit.");
    }
    tags.forEach((key, value) -> {
      if (key.isEmpty() || key.length() > LONGEST_KEY) {
        throw Refusals.invalidParameter("Tag keys must have 1 to 128 characters: " + key);
      }
      if (key.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
        throw Refusals.invalidParameter(
            "Tag keys that begin with " + RESERVED + " are reserved for AWS: " + key);
      }
      if (value.length() > LONGEST_VALUE) {
        throw Refusals.invalidParameter(
            "Tag values must have at most 256 characters; the value of " + key + " has more.");
      }
    });
  }
}
