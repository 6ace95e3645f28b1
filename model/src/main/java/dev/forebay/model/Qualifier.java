package dev.forebay.model;

import java.util.regex.Pattern;

/**
 * Which version of a function is meant: {@code $LATEST}, a version's number, or an alias.
 * Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html">Lambda
 *     function versions</a>
 * @param value the qualifier as written
 */
public record Qualifier(String value) {
  /** The version that can still change. */
  public static final Qualifier LATEST = new Qualifier("$LATEST");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /** Throws {@link IllegalArgumentException} for an empty text. */
  public Qualifier {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a qualifier must not be empty");
    }
  }

  /** Whether this is {@code $LATEST}. */
  public boolean isLatest() {
    return value.equals(LATEST.value);
  }

  /** Whether this names a published version. */
  public boolean isVersion() {
    return NUMBER.matcher(value).matches();
  }

  /** Whether this can only name an alias. */
  public boolean isAlias() {
    return !isLatest() && !isVersion();
  }

  @Override
  public String toString() {
    return value;
  }
}
