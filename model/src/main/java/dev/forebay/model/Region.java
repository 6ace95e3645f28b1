package dev.forebay.model;

import java.util.regex.Pattern;

/**
 * An AWS region such as {@code eu-central-1}. Immutable.
 *
 * @param value the region's identifier, lower case
 */
public record Region(String value) {
  private static final Pattern NAME = Pattern.compile("[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}");

  /** Throws {@link IllegalArgumentException} for what no region could be called. */
  public Region {
    if (!isValid(value)) {
      throw new IllegalArgumentException("region must look like us-east-1: " + value);
    }
  }

  /** Whether the text could be a region. */
  public static boolean isValid(String text) {
    return NAME.matcher(text).matches();
  }

  /** The partition that the region belongs to: {@code aws}, {@code aws-cn}, {@code aws-us-gov}. */
  public String partition() {
    if (value.startsWith("cn-")) {
      return "aws-cn";
    }
    return value.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  @Override
  public String toString() {
    return value;
  }
}
