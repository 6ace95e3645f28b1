package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What reading a page consumed. */
final class ReadCharge {
  private ReadCharge() {}

  static Capacity of(
      OpenTable table, Optional<IndexRow> index, Page page, @Nullable Boolean consistentRead) {
    boolean consistent = Boolean.TRUE.equals(consistentRead);
    Capacity capacity = new Capacity(table);
    double units = Capacity.read(page.bytes(), consistent);
    if (index.isPresent()) {
      capacity.addRead(index.get(), units);
      if (page.fetched() > 0) {
        capacity.addRead(Capacity.read(page.fetched(), consistent));
      }
    } else {
      capacity.addRead(units);
    }
    return capacity;
  }
}
