package dev.forebay.apigateway;

import dev.forebay.wire.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pages of this service's lists. */
final class Pages {
  private static final int DEFAULT_SIZE = 100;
  private static final int LARGEST = 500;

  private Pages() {}

  /**
   * The page behind a token.
   *
   * @param all the list, in order of its ids
   * @param limit how many there may be on the page, as a text; 100 without one
   * @throws dev.forebay.wire.AwsException for a text that is no token, or no such number
   */
  static <T> Page<T> of(
      List<T> all, Function<T, String> id, @Nullable String token, @Nullable String limit) {
    return Page.of(
        all, id, token, size(limit), () -> GatewayErrors.invalid("Invalid nextToken: " + token));
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
}
