package dev.forebay.model;

/**
 * An AWS account: twelve digits. Immutable.
 *
 * @param value the digits
 */
public record AccountId(String value) {
  private static final int DIGITS = 12;

  /** Throws {@link IllegalArgumentException} unless the value is twelve digits. */
  public AccountId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("account must be 12 digits: " + value);
    }
  }

  /** Whether the text spells an account. */
  public static boolean isValid(String text) {
    return text.length() == DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public String toString() {
    return value;
  }
}
