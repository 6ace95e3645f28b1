package dev.forebay.storage.ordered;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What one atomic batch does: first the spans are emptied, then each cell gets its value, or is
 * removed where there is none.
 *
 * @param cleared the spans to empty
 * @param cells keys in order, each with its new value; empty to remove the key
 */
public record Changes(List<Span> cleared, SortedMap<byte[], Optional<byte[]>> cells) {
  boolean isEmpty() {
    return cleared.isEmpty() && cells.isEmpty();
  }
}
