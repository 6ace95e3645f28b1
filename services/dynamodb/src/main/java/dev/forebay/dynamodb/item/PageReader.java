package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads items along a range of keys until a megabyte is read, the limit is reached or nothing is
 * left. Confined to one thread.
 */
final class PageReader {
  private static final long MEGABYTE = 1024 * 1024;
  private static final int ROWS = 64;

  private final Selection selection;
  private final List<Item> items = new ArrayList<>();
  private int scanned;
  private long bytes;
  private long fetched;

  PageReader(Selection selection) {
    this.selection = selection;
  }

  /** Reads the range. */
  Page read(KeyRange range) {
    KeyRange rest = range;
    while (!rest.isEmpty()) {
      int rows = Math.min(ROWS, selection.limit() - scanned);
      List<Row> page = rows(rest, rows);
      List<Optional<StoredItem>> stored = stored(page);
      for (int i = 0; i < page.size(); i++) {
        if (stored.get(i).isPresent()) {
          Item key = take(stored.get(i).get());
          if (scanned == selection.limit() || bytes >= MEGABYTE) {
            return new Page(items, scanned, bytes, fetched, Optional.of(key));
          }
        }
      }
      if (page.size() < rows) {
        break;
      }
      rest = rest.behind(page.getLast().key().key(), selection.forwards());
    }
    return new Page(items, scanned, bytes, fetched, Optional.empty());
  }

  private List<Row> rows(KeyRange range, int rows) {
    String table =
        selection
            .index()
            .map(index -> OpenTable.entries(index.number()))
            .orElse(selection.table().items());
    return selection
        .table()
        .database()
        .scan(new Range(table, range.start(), range.end(), !selection.forwards()), rows);
  }

  private List<Optional<StoredItem>> stored(List<Row> page) {
    if (selection.index().isEmpty()) {
      return page.stream().map(row -> Optional.of(StoredItem.decode(row.value()))).toList();
    }
    OpenTable table = selection.table();
    IndexRow index = selection.index().get();
    List<Optional<Bytes>> values =
        table.database().read(page.stream().map(row -> table.itemKey(row.value())).toList());
    List<Optional<StoredItem>> stored = new ArrayList<>(page.size());
    for (int i = 0; i < page.size(); i++) {
      Row entry = page.get(i);
      // The item may have changed since its entry was read.
      stored.add(
          values
              .get(i)
              .map(StoredItem::decode)
              .filter(item -> item.isAt(index, entry.value(), entry.key().key())));
    }
    return stored;
  }

  private Item take(StoredItem stored) {
    scanned++;
    Item seen = stored.item();
    long size = stored.size();
    if (selection.index().isPresent()) {
      IndexRow index = selection.index().get();
      if (!index.hasAll()) {
        Item projected = index.projected(selection.table().row().keys(), seen);
        size = StoredItem.of(projected).size();
        if (selection.whole()) {
          fetched += stored.size();
        } else {
          seen = projected;
        }
      }
    }
    bytes += size;
    // A filter sees what a local index lacks: it is fetched.
    boolean local =
        selection.index().filter(read -> read.kind() == IndexRow.Kind.LOCAL).isPresent();
    if (selection.filter().holds(local ? stored.item() : seen)) {
      Optional<Projection> projection = selection.projection();
      items.add(projection.isPresent() ? projection.get().of(seen) : seen);
    }
    return key(stored.item());
  }

  private Item key(Item item) {
    Set<String> names = new LinkedHashSet<>(selection.table().row().keys().names());
    selection.index().ifPresent(index -> names.addAll(index.keys().names()));
    return item.only(names);
  }
}
