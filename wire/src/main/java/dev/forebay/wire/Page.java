package dev.forebay.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of things that are told apart by their names. Immutable.
 *
 * @param items what is on it
 * @param next the token of the page behind it; empty on the last
 */
public record Page<T>(List<T> items, Optional<String> next) {
  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }

  /**
   * The page behind a token.
   *
   * @param all the list, in order of its names
   * @param name what tells an item from the others
   * @param token as {@link #next} gave it; null for the first page
   * @param size how many there may be on the page, at least 1
   * @param noToken the refusal of a text that is no token
   */
  public static <T> Page<T> of(
      List<T> all,
      Function<T, String> name,
      @Nullable String token,
      int size,
      Supplier<AwsException> noToken) {
    Optional<String> after =
        token == null ? Optional.empty() : Optional.of(read(token).orElseThrow(noToken));
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

  private static Optional<String> read(String token) {
    try {
      // A decoder of its own refuses what is not UTF-8; a String would replace it.
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(token)))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
