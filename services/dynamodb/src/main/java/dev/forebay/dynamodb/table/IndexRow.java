package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeySchema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A secondary index. Immutable.
 *
 * @param name its name
 * @param number names it in the storage
 * @param kind local or global
 * @param keys its key
 * @param projection {@code ALL}, {@code KEYS_ONLY} or {@code INCLUDE}
 * @param included the attributes that INCLUDE names
 * @param throughput of a global index
 * @param ready whether it has an entry for every item
 */
public record IndexRow(
    String name,
    long number,
    Kind kind,
    KeySchema keys,
    String projection,
    List<String> included,
    Throughput throughput,
    boolean ready) {
  /** The two kinds of indexes. */
  public enum Kind {
    /** Shares the table's partition key. */
    LOCAL,
    /** Has a key of its own. */
    GLOBAL
  }

  /** Copies the list. */
  public IndexRow {
    included = List.copyOf(included);
  }

  /** Whether it has all attributes. */
  public boolean hasAll() {
    return projection.equals("ALL");
  }

  /** Whether it can be asked for an attribute. */
  public boolean has(KeySchema tableKeys, String attribute) {
    return hasAll()
        || keys.has(attribute)
        || tableKeys.has(attribute)
        || included.contains(attribute);
  }

  /** What it has of an item. */
  public Item projected(KeySchema tableKeys, Item item) {
    if (hasAll()) {
      return item;
    }
    Set<String> names = new LinkedHashSet<>(tableKeys.names());
    names.addAll(keys.names());
    names.addAll(included);
    return item.only(names);
  }

  IndexRow readied() {
    return new IndexRow(name, number, kind, keys, projection, included, throughput, true);
  }

  IndexRow with(Throughput other) {
    return new IndexRow(name, number, kind, keys, projection, included, other, ready);
  }

  void write(RowWriter out) {
    out.text(name).number(number).text(kind.name()).keys(keys).text(projection).texts(included);
    throughput.write(out);
    out.flag(ready);
  }

  static IndexRow read(RowReader in) {
    return new IndexRow(
        in.text(),
        in.number(),
        Kind.valueOf(in.text()),
        in.keys(),
        in.text(),
        in.texts(),
        Throughput.read(in),
        in.flag());
  }
}
