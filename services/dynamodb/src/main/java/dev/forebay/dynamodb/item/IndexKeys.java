package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.Keys;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.Sizes;
import dev.forebay.dynamodb.value.Value;

/** Checks an item's attributes that are keys of indexes. */
final class IndexKeys {
  private static final int LARGEST_HASH = 2_048;
  private static final int LARGEST_RANGE = 1_024;

  private IndexKeys() {}

  /** Throws 400 when one has another type than its index wants, is empty, or is too large. */
  static void check(OpenTable table, Item item) {
    for (IndexRow index : table.row().indexes()) {
      for (KeyAttribute attribute : index.keys().attributes()) {
        Value value = item.attributes().get(attribute.name());
        if (value != null) {
          check(index, attribute, value);
        }
      }
    }
  }

  private static void check(IndexRow index, KeyAttribute attribute, Value value) {
    if (!value.type().equals(attribute.type())) {
      throw Errors.invalidParameters(
          "Type mismatch for Index Key "
              + attribute.name()
              + " Expected: "
              + attribute.type()
              + " Actual: "
              + value.type()
              + " IndexName: "
              + index.name());
    }
    if (Keys.isEmpty(value)) {
      throw Errors.validation(
          "One or more parameter values are not valid. A value specified for a secondary index key"
              + " is not supported. The AttributeValue for a key attribute cannot contain an empty "
              + (attribute.type().equals("S") ? "string" : "binary")
              + " value. IndexName: "
              + index.name()
              + ", IndexKey: "
              + attribute.name());
    }
    boolean isHash = index.keys().hash().equals(attribute);
    int most = isHash ? LARGEST_HASH : LARGEST_RANGE;
    if (Sizes.of(value) > most) {
      throw Errors.invalidParameters(
          "Size of "
              + (isHash ? "hashkey" : "rangekey")
              + " has exceeded the maximum size limit of"
              + most
              + " bytes");
    }
  }
}
