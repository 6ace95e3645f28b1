package dev.forebay.storage.ordered;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What falls due when in one queue. All of it is stored; the first few thousand places are kept in
 * memory as well, so that finding the next one costs the same however many there are, and however
 * many were removed before it (the store steps over removed cells one by one). Confined to the
 * writer's turn; thrown away when a turn fails.
 */
final class DueIndex {
  private static final int LOADED = 4_096;

  private final Keys prefix;
  private final NavigableMap<DueKey, Due> loaded = new TreeMap<>();

  /** Every place before this one is loaded; empty when all are. */
  private Optional<DueKey> horizon = Optional.of(DueKey.FIRST);

  DueIndex(Keys prefix) {
    this.prefix = prefix;
  }

  void add(Draft draft, DueKey key, Due due) {
    draft.put(key.after(prefix).bytes(), due.encode());
    if (horizon.isEmpty() || key.compareTo(horizon.get()) < 0) {
      loaded.put(key, due);
      if (loaded.size() > 2 * LOADED) {
        forgetFarHalf();
      }
    }
  }

  void remove(Draft draft, DueKey key) {
    draft.delete(key.after(prefix).bytes());
    loaded.remove(key);
  }

  /** The first place, if there is any. */
  Optional<Map.Entry<DueKey, Due>> first(Draft draft) {
    if (loaded.isEmpty() && horizon.isPresent()) {
      load(draft, horizon.get());
    }
    return Optional.ofNullable(loaded.firstEntry());
  }

  private void load(Draft draft, DueKey from) {
    Span rest = new Span(from.after(prefix).bytes(), prefix.all().to());
    List<Cell> page = draft.scan(rest, LOADED);
    page.forEach(cell -> loaded.put(DueKey.of(cell), Due.decode(cell.value())));
    horizon =
        page.size() < LOADED ? Optional.empty() : Optional.of(DueKey.of(page.getLast()).next());
  }

  private void forgetFarHalf() {
    while (loaded.size() > LOADED) {
      horizon = Optional.of(loaded.pollLastEntry().getKey());
    }
  }
}
