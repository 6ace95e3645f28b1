package dev.forebay.function.answer;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a listing. Immutable.
 *
 * @param items at most as many as were asked for
 * @param nextMarker where the next page starts, if there is one
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, Optional<String> nextMarker) {
  /** Copies the list. */
  public Page {
    items = List.copyOf(items);
  }

  /**
   * What a request says about the page it wants. Immutable.
   *
   * @param listing what is listed, so that a marker of another listing is refused
   * @param marker where to start, as the request gives it
   * @param limit how many items at most, 1 or more
   */
  public record Wanted(String listing, Optional<String> marker, int limit) {
    /**
     * From a request's members.
     *
     * @param most how many items a page of this listing holds at most
     */
    public static Wanted of(
        String listing, @Nullable String marker, @Nullable Integer maxItems, int most) {
      return new Wanted(
          listing,
          Optional.ofNullable(marker).filter(text -> !text.isEmpty()),
          maxItems == null ? most : Math.clamp(maxItems, 1, most));
    }
  }

  /**
   * The wanted page.
   *
   * @param sorted everything, in ascending order of its keys
   * @param key an item's sort key, never the same for two
   */
  public static <T> Page<T> of(Wanted wanted, List<T> sorted, Function<T, String> key) {
    Optional<String> start = start(wanted);
    List<T> rest =
        sorted.stream()
            .filter(item -> start.isEmpty() || key.apply(item).compareTo(start.get()) > 0)
            .toList();
    return ofRead(wanted, rest, key);
  }

  /**
   * The key behind which the wanted page starts.
   *
   * @throws dev.forebay.wire.AwsException 400 for a marker that the listing did not give out
   */
  public static Optional<String> start(Wanted wanted) {
    return wanted.marker().map(text -> Marker.parse(wanted.listing(), text).last());
  }

  /**
   * The wanted page of items that were read from its start on.
   *
   * @param read one item more than the page holds, if there are so many
   */
  public static <T> Page<T> ofRead(Wanted wanted, List<T> read, Function<T, String> key) {
    if (read.size() <= wanted.limit()) {
      return new Page<>(read, Optional.empty());
    }
    List<T> items = read.subList(0, wanted.limit());
    return new Page<>(
        items, Optional.of(new Marker(wanted.listing(), key.apply(items.getLast())).text()));
  }

  /** The page with each item turned into another. */
  public <R> Page<R> map(Function<T, R> mapping) {
    return new Page<>(items.stream().map(mapping).toList(), nextMarker);
  }
}
