package dev.forebay.identity.iam;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Immutable.
 *
 * @param items what is on it
 * @param truncated whether there is more
 * @param marker asks for the next page; null on the last, as answers leave it out
 * @param <T> what is listed
 */
record Page<T>(List<T> items, boolean truncated, @Nullable String marker) {
  private static final int DEFAULT_SIZE = 100;

  /**
   * Cuts a page.
   *
   * @param all in ascending order of their keys
   * @param key what a marker remembers
   * @param marker as the request has it
   * @param maxItems as the request has it; 100 when null
   */
  static <T> Page<T> of(
      List<T> all, Function<T, String> key, @Nullable String marker, @Nullable Integer maxItems) {
    int size = maxItems == null ? DEFAULT_SIZE : maxItems;
    List<T> left = all;
    if (marker != null) {
      String last = read(marker);
      left = all.stream().filter(item -> key.apply(item).compareTo(last) > 0).toList();
    }
    if (left.size() <= size) {
      return new Page<>(left, false, null);
    }
    List<T> items = left.subList(0, size);
    return new Page<>(items, true, write(key.apply(items.getLast())));
  }

  private static String write(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(String marker) {
    try {
      return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw IamErrors.validation("Invalid Marker.");
    }
  }
}
