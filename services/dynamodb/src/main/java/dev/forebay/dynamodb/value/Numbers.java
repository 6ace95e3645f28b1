package dev.forebay.dynamodb.value;

import java.math.BigDecimal;

/**
 * Reads and writes numbers: up to 38 significant digits, between 1E-130 and 9.99…E+125 either side
 * of zero. See "Data types" in the Amazon DynamoDB Developer Guide.
 */
public final class Numbers {
  /** The most significant digits. */
  public static final int DIGITS = 38;

  private static final int LARGEST_EXPONENT = 125;
  private static final int SMALLEST_EXPONENT = -130;
  private static final int LONGEST_TEXT = 2_000;

  private Numbers() {}

  /**
   * The number that a text spells.
   *
   * @throws dev.forebay.wire.AwsException 400 for a text that spells none, and for one out of range
   */
  public static BigDecimal parse(String text) {
    if (text.isEmpty()) {
      throw Errors.validation("The parameter cannot be converted to a numeric value");
    }
    if (text.length() > LONGEST_TEXT) {
      throw notNumeric(text);
    }
    try {
      return check(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw notNumeric(text);
    }
  }

  private static RuntimeException notNumeric(String text) {
    return Errors.validation("The parameter cannot be converted to a numeric value: " + text);
  }

  /**
   * The number without trailing zeros, if it can be kept.
   *
   * @throws dev.forebay.wire.AwsException 400 if it is out of range
   */
  public static BigDecimal check(BigDecimal number) {
    if (number.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    long exponent = (long) stripped.precision() - stripped.scale() - 1;
    if (exponent > LARGEST_EXPONENT) {
      throw Errors.validation(
          "Number overflow. Attempting to store a number with magnitude larger than supported"
              + " range");
    }
    if (exponent < SMALLEST_EXPONENT) {
      throw Errors.validation(
          "Number underflow. Attempting to store a number with magnitude smaller than supported"
              + " range");
    }
    if (stripped.precision() > DIGITS) {
      throw Errors.validation("Attempting to store more than 38 significant digits in a Number");
    }
    return stripped;
  }

  /** A number as answers spell it: without exponent. */
  public static String text(BigDecimal number) {
    return number.toPlainString();
  }
}
