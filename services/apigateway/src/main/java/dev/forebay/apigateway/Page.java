package dev.forebay.apigateway;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list. Immutable.
 *
 * @param items what is on it
 * @param next the token of the page behind it; null, as AWS leaves it out, on the last
 */
record Page<T>(List<T> items, @Nullable String next) {
  private static final int DEFAULT_SIZE = 100;
  private static final int LARGEST = 500;

  Page {
    items = List.copyOf(items);
  }

  /**
   * The page behind a token.
   *
   * @param all the list, in order of its ids
   * @param token as {@link #next} gave it
   * @param limit how many there may be on the page, as a text; 100 without one
   */
  static <T> Page<T> of(
      List<T> all, Function<T, String> id, @Nullable String token, @Nullable String limit) {
    int size = size(limit);
    String after = token == null ? "" : read(token);
    List<T> left =
        all.stream()
            .filter(item -> after.isEmpty() || id.apply(item).compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    return left.size() <= size
        ? new Page<>(left, null)
        : new Page<>(left.subList(0, size), write(id.apply(left.get(size - 1))));
  }

  private static int size(@Nullable String limit) {
    if (limit == null) {
      return DEFAULT_SIZE;
    }
    try {
      int size = Integer.parseInt(limit);
      if (size >= 1) {
        return Math.min(size, LARGEST);
      }
    } catch (NumberFormatException e) {
      // Refused below, as a number that is too small is.
    }
    throw GatewayErrors.invalid("Invalid value for maxResults: " + limit);
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
      throw GatewayErrors.invalid("Invalid nextToken: " + token);
    }
  }
}
