package dev.forebay.cognito;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list. Immutable.
 *
 * @param items what is on it
 * @param next the token of the page behind it; null on the last, as answers leave it out
 */
record Page<T>(List<T> items, @Nullable String next) {
  private static final int MOST = 60;

  Page {
    items = List.copyOf(items);
  }

  /**
   * The page behind a token.
   *
   * @param all the list, in order of its names
   * @param name what tells an item from the others
   * @param token as {@link #next} gave it
   * @param limit how many there may be on the page; 60 without one
   */
  static <T> Page<T> of(
      List<T> all, Function<T, String> name, @Nullable String token, @Nullable Integer limit) {
    int size = limit == null || limit < 1 ? MOST : Math.min(limit, MOST);
    String after = token == null ? "" : read(token);
    List<T> left =
        all.stream()
            .filter(item -> name.apply(item).compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    return left.size() <= size
        ? new Page<>(left, null)
        : new Page<>(left.subList(0, size), write(name.apply(left.get(size - 1))));
  }

  private static String write(String last) {
    return Base64.getEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(String token) {
    try {
      return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw CognitoErrors.invalid("Invalid pagination token.");
    }
  }
}
