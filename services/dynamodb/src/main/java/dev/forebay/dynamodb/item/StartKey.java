package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.Keys;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The place in a table or index that an ExclusiveStartKey names. */
final class StartKey {
  private StartKey() {}

  /**
   * The key there.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is none of the table or index
   */
  static Bytes of(OpenTable table, Optional<IndexRow> index, Item start) {
    Set<KeyAttribute> wanted = new LinkedHashSet<>(table.row().keys().attributes());
    index.ifPresent(one -> wanted.addAll(one.keys().attributes()));
    if (start.attributes().size() != wanted.size()) {
      throw invalid(index.isPresent());
    }
    for (KeyAttribute attribute : wanted) {
      Value value = start.attributes().get(attribute.name());
      if (value == null || !value.type().equals(attribute.type())) {
        throw invalid(index.isPresent());
      }
      if (Keys.isEmpty(value)) {
        throw Keys.empty(attribute);
      }
    }
    Bytes key = Keys.bytes(table.row().keys(), start);
    return index.isEmpty()
        ? key
        : Keys.entryOf(index.get().keys(), start, key).orElseThrow(() -> invalid(true));
  }

  private static RuntimeException invalid(boolean ofIndex) {
    return Errors.validation(
        ofIndex
            ? "The provided starting key is invalid"
            : "The provided starting key is invalid: The provided key element does not match the"
                + " schema");
  }
}
