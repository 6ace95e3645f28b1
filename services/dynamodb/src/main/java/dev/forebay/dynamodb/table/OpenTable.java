package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.RowKey;

/**
 * A table as the operations find it. Immutable.
 *
 * @param database where its rows are
 * @param row what it is
 * @param stored the row that says so
 * @param items the storage table of its items
 */
public record OpenTable(Database database, TableRow row, Bytes stored, String items) {
  OpenTable(Database database, TableRow row, Bytes stored) {
    this(database, row, stored, "i" + Long.toString(row.number(), Character.MAX_RADIX));
  }

  /** Its ARN. */
  public String arn() {
    return database.place().arn("dynamodb", "table/" + row.name()).toString();
  }

  /** The row of an item. */
  public RowKey itemKey(Bytes key) {
    return new RowKey(items, key);
  }

  /** The storage table of an index's entries. */
  public static String entries(long index) {
    return "x" + Long.toString(index, Character.MAX_RADIX);
  }

  /**
   * The index of a name.
   *
   * @throws dev.forebay.wire.AwsException 400 when there is none
   */
  public IndexRow index(String name) {
    return row.index(name)
        .orElseThrow(
            () -> Errors.validation("The table does not have the specified index: " + name));
  }
}
