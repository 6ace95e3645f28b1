package dev.forebay.execution.runtime;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of an interpreter's version that a runtime identifier names: {@code 3.12} of Python and
 * Ruby, {@code 22} of Node.js and Java (the minor number is then zero). Immutable.
 *
 * @param major the first number
 * @param minor the second number, or zero
 */
public record Version(int major, int minor) implements Comparable<Version> {
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,3})(?:\\.([0-9]{1,3}))?.*");

  /** The first two numbers of a text such as {@code 3.12.1}. */
  static Optional<Version> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
    return Optional.of(new Version(Integer.parseInt(matcher.group(1)), minor));
  }

  /** As the family's identifiers spell it: Node.js and Java have no minor number. */
  Version in(Family family) {
    return switch (family) {
      case NODEJS, DOTNET -> new Version(major, 0);
      // Java 8 calls itself 1.8.
      case JAVA -> new Version(major == 1 ? minor : major, 0);
      case PYTHON, RUBY, GO, PROVIDED -> this;
    };
  }

  @Override
  public int compareTo(Version other) {
    return Comparator.comparingInt(Version::major)
        .thenComparingInt(Version::minor)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return minor == 0 ? Integer.toString(major) : major + "." + minor;
  }
}
