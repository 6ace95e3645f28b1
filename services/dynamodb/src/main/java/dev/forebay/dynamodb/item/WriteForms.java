package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.DocumentPath;
import dev.forebay.dynamodb.expression.Update;
import dev.forebay.dynamodb.table.Keys;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Sizes;

/** Makes writes of what requests say, with AWS's checks against the table. */
final class WriteForms {
  private WriteForms() {}

  /** Throws 400 for an item that is larger than 400 KB. */
  static void checkSize(Item item) {
    if (Sizes.of(item) > Sizes.LARGEST_ITEM) {
      throw Errors.validation("Item size has exceeded the maximum allowed size");
    }
  }

  static ItemWrite.Put put(OpenTable table, Item item, Condition condition) {
    KeyPaths.check(table, condition);
    ItemWrite.Put put =
        new ItemWrite.Put(table, Keys.ofItem(table.row().keys(), item), condition, item);
    IndexKeys.check(table, item);
    return put;
  }

  static ItemWrite.Update update(OpenTable table, Item key, Update update, Condition condition) {
    ItemWrite.Update write =
        new ItemWrite.Update(table, Keys.ofKey(table.row().keys(), key), condition, key, update);
    for (DocumentPath path : update.paths()) {
      if (table.row().keys().has(path.attribute())) {
        throw Errors.invalidParameters(
            "Cannot update attribute " + path.attribute() + ". This attribute is part of the key");
      }
    }
    KeyPaths.check(table, condition);
    KeyPaths.check(table, update);
    return write;
  }

  static ItemWrite.Delete delete(OpenTable table, Item key, Condition condition) {
    KeyPaths.check(table, condition);
    return new ItemWrite.Delete(table, Keys.ofKey(table.row().keys(), key), condition);
  }

  static ItemWrite.Check check(OpenTable table, Item key, Condition condition) {
    KeyPaths.check(table, condition);
    return new ItemWrite.Check(table, Keys.ofKey(table.row().keys(), key), condition);
  }
}
