package dev.forebay.storage.ordered;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The next batch while it grows: reads through it see what it already changes. Confined to the
 * writer's turn.
 */
final class Draft {
  /** A span with no more keys than this is emptied key by key, which leaves less behind. */
  private static final int FEW = 1_000;

  private final OrderedStore store;
  private final Instant now;
  private final NavigableMap<byte[], Optional<byte[]>> cells =
      new TreeMap<>(Arrays::compareUnsigned);
  private final List<Span> cleared = new ArrayList<>();
  private final List<Runnable> published = new ArrayList<>();
  private final long firstSequence;
  private Generation generation;
  private long sequence;
  private OptionalLong answerBox = OptionalLong.empty();

  Draft(OrderedStore store, Generation generation, long sequence, Instant now) {
    this.store = store;
    this.generation = generation;
    this.firstSequence = sequence;
    this.sequence = sequence;
    this.now = now;
  }

  /** The engine's time, the same for the whole batch. */
  Instant now() {
    return now;
  }

  Generation generation() {
    return generation;
  }

  /** A number greater than every one before, over the life of the store. */
  long nextSequence() {
    return ++sequence;
  }

  long sequence() {
    return sequence;
  }

  /** Whether this batch changes the key itself. */
  boolean changes(byte[] key) {
    return cells.containsKey(key);
  }

  Optional<byte[]> get(byte[] key) {
    Optional<byte[]> own = cells.get(key);
    if (own != null) {
      return own;
    }
    for (Span span : cleared) {
      if (span.contains(key)) {
        return Optional.empty();
      }
    }
    return store.get(key);
  }

  /** The first cells of a span, at most {@code limit}, in ascending order. */
  List<Cell> scan(Span span, int limit) {
    if (span.isEmpty()) {
      return List.of();
    }
    NavigableMap<byte[], Optional<byte[]>> own = cells.subMap(span.from(), true, span.to(), false);
    // Each change of our own hides at most one stored cell, so this many stored ones are enough.
    List<Cell> stored = storedOutsideCleared(span, limit + own.size());
    if (own.isEmpty()) {
      return stored;
    }
    NavigableMap<byte[], byte[]> merged = new TreeMap<>(Arrays::compareUnsigned);
    stored.forEach(cell -> merged.put(cell.key(), cell.value()));
    own.forEach((key, value) ->
        value.ifPresentOrElse(there -> merged.put(key, there), () -> merged.remove(key)));
    return merged.entrySet().stream()
        .limit(limit)
        .map(entry -> new Cell(entry.getKey(), entry.getValue()))
        .toList();
  }

  private List<Cell> storedOutsideCleared(Span span, int wanted) {
    if (cleared.isEmpty()) {
      return store.scan(span, Direction.ASCENDING, wanted, Long.MAX_VALUE);
    }
    List<Cell> found = new ArrayList<>();
    byte[] from = span.from();
    while (found.size() < wanted && Arrays.compareUnsigned(from, span.to()) < 0) {
      byte[] start = from;
      Optional<Span> around = cleared.stream().filter(s -> s.contains(start)).findFirst();
      if (around.isPresent()) {
        from = around.get().to();
        continue;
      }
      byte[] end = span.to();
      for (Span next : cleared) {
        if (Arrays.compareUnsigned(next.from(), start) > 0
            && Arrays.compareUnsigned(next.from(), end) < 0) {
          end = next.from();
        }
      }
      found.addAll(
          store.scan(
              new Span(start, end), Direction.ASCENDING, wanted - found.size(), Long.MAX_VALUE));
      from = end;
    }
    return found;
  }

  void put(byte[] key, byte[] value) {
    cells.put(key, Optional.of(value));
  }

  void delete(byte[] key) {
    cells.put(key, Optional.empty());
  }

  /** Empties a span. */
  void clear(Span span) {
    cells.subMap(span.from(), true, span.to(), false).clear();
    List<byte[]> keys = store.keys(span, FEW + 1);
    if (keys.size() <= FEW) {
      keys.forEach(this::delete);
    } else {
      cleared.add(span);
    }
  }

  /** The box in which answers to operations are remembered, see {@link Operations}. */
  long answerBox() {
    if (answerBox.isEmpty()) {
      answerBox = OptionalLong.of(Operations.box(this));
    }
    return answerBox.getAsLong();
  }

  /** Drops everything: what is written from now on belongs to the next generation. */
  void beginGeneration() {
    clear(Keys.of(generation.number()).all());
    generation = generation.next();
    answerBox = OptionalLong.empty();
    put(Keys.GENERATION, Values.ofInt(generation.number()));
  }

  /** Runs the action once the batch is durable, before anyone is answered. */
  void onPublish(Runnable action) {
    published.add(action);
  }

  void publish() {
    published.forEach(Runnable::run);
  }

  Changes changes() {
    if (sequence != firstSequence) {
      put(Keys.SEQUENCE, Values.ofLong(sequence));
    }
    return new Changes(List.copyOf(cleared), cells);
  }
}
