package dev.forebay.sns;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Named things with attributes that are kept and answered, and do not act. Thread-safe. */
final class Shelf {
  private static final int MOST = 10_000;

  private final Topics topics;
  private final String table;

  /** Things of one kind, in a table of their own. */
  Shelf(Topics topics, String table) {
    this.topics = topics;
    this.table = table;
  }

  /**
   * One of them.
   *
   * @param name its name within account and region
   */
  record Thing(String name, Map<String, String> attributes) {
    Thing {
      attributes = Map.copyOf(attributes);
    }

    /** With other values of some attributes. */
    Thing with(Map<String, String> changes) {
      Map<String, String> merged = new TreeMap<>(attributes);
      merged.putAll(changes);
      return new Thing(name, merged);
    }
  }

  Optional<Thing> find(AccountRegion place, String name) {
    return space(place).read(key(name)).map(row -> Topics.decode(row, Thing.class));
  }

  void put(AccountRegion place, Thing thing) {
    commit(place, new Transaction.Put(key(thing.name()), Topics.encode(thing)));
  }

  void remove(AccountRegion place, String name) {
    commit(place, new Transaction.Delete(key(name)));
  }

  /** Those whose names start with the prefix, in order. */
  List<Thing> all(AccountRegion place, String prefix) {
    return space(place)
        .scan(new Range(table, Bytes.utf8(prefix), Optional.empty(), false), MOST)
        .stream()
        .map(row -> Topics.decode(row, Thing.class))
        .takeWhile(thing -> thing.name().startsWith(prefix))
        .toList();
  }

  private void commit(AccountRegion place, Transaction.Write write) {
    topics.commits().write(space(place), List.of(write));
  }

  private TableSpace space(AccountRegion place) {
    return topics.space(place);
  }

  private RowKey key(String name) {
    return new RowKey(table, Bytes.utf8(name));
  }
}
