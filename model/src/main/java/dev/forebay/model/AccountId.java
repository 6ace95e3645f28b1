package dev.forebay.model;

import java.util.regex.Pattern;

/**
 * An AWS account: twelve digits. Immutable.
 *
 * @param value the digits
 */
public record AccountId(String value) {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{12}");

  /** Throws {@link IllegalArgumentException} unless the value is twelve digits. */
  public AccountId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("account must be 12 digits: " + value);
    }
  }

  /** Whether the text spells an account. */
  public static boolean isValid(String text) {
    return DIGITS.matcher(text).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
