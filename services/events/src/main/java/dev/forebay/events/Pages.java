package dev.forebay.events;

import dev.forebay.wire.Page;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pages of this service's lists. */
final class Pages {
  private static final int DEFAULT_SIZE = 100;

  private Pages() {}

  /**
   * The page behind a token.
   *
   * @param all the list, in order of its names
   * @param name what tells an item from the others
   * @param limit how many there may be on the page; 100 without one
   * @throws dev.forebay.wire.AwsException for a text that is no token
   */
  static <T> Page<T> of(
      List<T> all, Function<T, String> name, @Nullable String token, @Nullable Integer limit) {
    return Page.of(
        all,
        name,
        token,
        limit == null ? DEFAULT_SIZE : limit,
        () -> EventsErrors.invalid("Token is not valid."));
  }
}
