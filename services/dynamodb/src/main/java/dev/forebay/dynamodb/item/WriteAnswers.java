package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.Counts;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;

/** What answers say of writes besides items. */
final class WriteAnswers {
  private static final double GIGABYTE = 1024.0 * 1024 * 1024;

  private WriteAnswers() {}

  /** What a write consumed: of the table, and of each index whose entry it changed. */
  static void charge(Capacity capacity, Written written, double factor) {
    capacity.addWrite(Capacity.write(written.size()) * factor);
    for (IndexRow index : written.table().row().indexes()) {
      double units = units(written, index);
      if (units > 0) {
        capacity.addWrite(index, units * factor);
      }
    }
  }

  private static double units(Written written, IndexRow index) {
    Optional<Item> before = entry(written, index, written.before());
    Optional<Item> after = entry(written, index, written.after());
    if (before.equals(after)) {
      return 0;
    }
    boolean moved =
        before.isPresent()
            && after.isPresent()
            && !keys(index, before.get()).equals(keys(index, after.get()));
    double units = 0;
    if (moved) {
      units += Capacity.write(StoredItem.of(before.get()).size());
      units += Capacity.write(StoredItem.of(after.get()).size());
    } else {
      long size =
          Math.max(
              before.map(item -> StoredItem.of(item).size()).orElse(0),
              after.map(item -> StoredItem.of(item).size()).orElse(0));
      units += Capacity.write(size);
    }
    return units;
  }

  private static Item keys(IndexRow index, Item item) {
    return item.only(index.keys().names());
  }

  private static Optional<Item> entry(Written written, IndexRow index, Optional<StoredItem> item) {
    return item.map(StoredItem::item)
        .filter(there -> index.keys().names().stream().allMatch(there.attributes()::containsKey))
        .map(there -> index.projected(written.table().row().keys(), there));
  }

  /** The item collection that a write changed, if the request wants to know and there is one. */
  static Optional<ItemCollectionMetrics> collection(
      @Nullable ReturnItemCollectionMetrics wanted, Written written) {
    boolean collects =
        written.table().row().indexes().stream()
            .anyMatch(index -> index.kind() == IndexRow.Kind.LOCAL);
    Optional<Item> item = written.after().or(written::before).map(StoredItem::item);
    if (wanted != ReturnItemCollectionMetrics.SIZE || !collects || item.isEmpty()) {
      return Optional.empty();
    }
    KeyAttribute hash = written.table().row().keys().hash();
    Value value = item.get().get(hash.name()).orElse(Value.Null.NULL);
    // No collection is larger than its table.
    Counts counts = Counts.of(written.table().database(), written.table().row().number());
    double upper = Math.max(1, Math.ceil(counts.bytes() / GIGABYTE));
    return Optional.of(
        ItemCollectionMetrics.builder()
            .itemCollectionKey(Map.of(hash.name(), AttributeValues.wire(value)))
            .sizeEstimateRangeGB(List.of(0.0, upper))
            .build());
  }
}
