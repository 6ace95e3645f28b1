package dev.forebay.scheduler;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list. Immutable.
 *
 * @param items what is on it
 * @param next the token of the page behind it; empty on the last
 */
record Page<T>(List<T> items, Optional<String> next) {
  private static final int DEFAULT_SIZE = 100;

  Page {
    items = List.copyOf(items);
  }

  /**
   * The page behind a token.
   *
   * @param all the list, in order of its names
   * @param name what tells an item from the others
   * @param token as {@link #next} gave it
   * @param limit how many there may be on the page; 100 without one
   */
  static <T> Page<T> of(
      List<T> all, Function<T, String> name, @Nullable String token, @Nullable Integer limit) {
    int size = limit == null ? DEFAULT_SIZE : limit;
    Optional<String> after = token == null ? Optional.empty() : Optional.of(read(token));
    List<T> left =
        all.stream()
            .filter(item -> after.isEmpty() || name.apply(item).compareTo(after.get()) > 0)
            .limit(size + 1L)
            .toList();
    return left.size() <= size
        ? new Page<>(left, Optional.empty())
        : new Page<>(left.subList(0, size), Optional.of(write(name.apply(left.get(size - 1)))));
  }

  private static String write(String last) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(last.getBytes(StandardCharsets.UTF_8));
  }

  private static String read(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw SchedulerErrors.invalid("Invalid NextToken.");
    }
  }
}
