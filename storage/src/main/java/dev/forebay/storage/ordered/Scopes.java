package dev.forebay.storage.ordered;

import dev.forebay.storage.ScopeKind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The scopes of a generation: a number for each name, never used twice, so that keys are short and
 * a dropped scope's keys are never met again. Readers see what is durable; thread-safe.
 */
final class Scopes {
  private final Keys generation;
  private final Map<ScopeKind, ConcurrentNavigableMap<String, Long>> durable =
      new EnumMap<>(ScopeKind.class);

  Scopes(Keys generation) {
    this.generation = generation;
    for (ScopeKind kind : ScopeKind.values()) {
      durable.put(kind, new ConcurrentSkipListMap<>());
    }
  }

  /** Reads the names that are stored. */
  void load(OrderedStore store) {
    for (ScopeKind kind : ScopeKind.values()) {
      int prefix = directory(kind).bytes().length;
      Span rest = directory(kind).all();
      while (!rest.isEmpty()) {
        List<Cell> page = store.scan(rest, Direction.ASCENDING, 1_000, Long.MAX_VALUE);
        for (Cell cell : page) {
          byte[] key = cell.key();
          String name =
              new String(Arrays.copyOfRange(key, prefix, key.length), StandardCharsets.UTF_8);
          of(kind).put(name, Values.toLong(cell.value()));
        }
        rest = new Span(page.isEmpty() ? rest.to() : Span.after(page.getLast().key()), rest.to());
      }
    }
  }

  /** The durable scope's number. */
  OptionalLong find(ScopeKind kind, String name) {
    Long id = of(kind).get(name);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  /** The names with the prefix, in order. */
  List<String> names(ScopeKind kind, String prefix) {
    return of(kind).tailMap(prefix, true).keySet().stream()
        .takeWhile(name -> name.startsWith(prefix))
        .toList();
  }

  /** The scope's number as the draft has it. */
  OptionalLong find(Draft draft, ScopeKind kind, String name) {
    byte[] row = row(kind, name);
    if (draft.changes(row)) {
      return draft
          .get(row)
          .map(id -> OptionalLong.of(Values.toLong(id)))
          .orElse(OptionalLong.empty());
    }
    return find(kind, name);
  }

  /** The scope's number, new if there is none. */
  long require(Draft draft, ScopeKind kind, String name) {
    OptionalLong known = find(draft, kind, name);
    if (known.isPresent()) {
      return known.getAsLong();
    }
    long id = draft.nextSequence();
    draft.put(row(kind, name), Values.ofLong(id));
    draft.onPublish(() -> of(kind).put(name, id));
    return id;
  }

  /** Drops the scope and its keys; its number, if it was there. */
  OptionalLong drop(Draft draft, ScopeKind kind, String name) {
    OptionalLong known = find(draft, kind, name);
    if (known.isEmpty()) {
      return known;
    }
    draft.clear(keys(kind, known.getAsLong()).all());
    draft.delete(row(kind, name));
    draft.onPublish(() -> of(kind).remove(name));
    return known;
  }

  /** What the keys of a scope begin with. */
  Keys keys(ScopeKind kind, long id) {
    return generation.tag(tag(kind)).number(id);
  }

  private byte[] row(ScopeKind kind, String name) {
    return directory(kind).rest(name).bytes();
  }

  private Keys directory(ScopeKind kind) {
    return generation.tag('S').tag(tag(kind));
  }

  private ConcurrentNavigableMap<String, Long> of(ScopeKind kind) {
    ConcurrentNavigableMap<String, Long> names = durable.get(kind);
    if (names == null) {
      throw new IllegalStateException("no names for " + kind);
    }
    return names;
  }

  private static char tag(ScopeKind kind) {
    return switch (kind) {
      case TABLES -> 'T';
      case LOG -> 'L';
      case QUEUE -> 'Q';
    };
  }
}
