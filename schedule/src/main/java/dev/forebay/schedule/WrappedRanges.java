package dev.forebay.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Spells ranges that go over the end of a field, such as hours {@code 20-2}, as lists: AWS's own
 * examples have them, the library does not.
 */
final class WrappedRanges {
  /** A field's bounds, and the names of its values from the first on. */
  record Field(int first, int last, List<String> names) {
    int value(String text) {
      int named = names.indexOf(text.toUpperCase(Locale.ROOT));
      return named >= 0 ? first + named : Integer.parseInt(text);
    }
  }

  static final Field MINUTES = new Field(0, 59, List.of());
  static final Field HOURS = new Field(0, 23, List.of());
  static final Field MONTHS =
      new Field(
          1,
          12,
          List.of(
              "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"));

  private WrappedRanges() {}

  /**
   * The field without such ranges.
   *
   * @throws IllegalArgumentException for a range of what are no values
   */
  static String unwrap(String text, Field field) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      int dash = item.indexOf('-');
      if (dash <= 0) {
        items.add(item);
        continue;
      }
      int slash = item.indexOf('/');
      int from = field.value(item.substring(0, dash));
      int to = field.value(item.substring(dash + 1, slash < 0 ? item.length() : slash));
      if (from <= to) {
        items.add(item);
      } else {
        items.addAll(values(from, to, slash < 0 ? 1 : step(item.substring(slash + 1)), field));
      }
    }
    return String.join(",", items);
  }

  private static int step(String text) {
    int step = Integer.parseInt(text);
    if (step < 1) {
      throw new IllegalArgumentException("a step must be 1 or more: " + text);
    }
    return step;
  }

  private static List<String> values(int from, int to, int step, Field field) {
    if (from > field.last() || to < field.first()) {
      throw new IllegalArgumentException("out of the field's bounds: " + from + "-" + to);
    }
    int size = field.last() - field.first() + 1;
    List<String> values = new ArrayList<>();
    for (int value = from; value <= to + size; value += step) {
      values.add(Integer.toString(value > field.last() ? value - size : value));
    }
    return values;
  }
}
