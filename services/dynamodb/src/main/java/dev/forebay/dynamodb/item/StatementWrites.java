package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.DocumentPath;
import dev.forebay.dynamodb.expression.Operand;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.partiql.Statement;
import dev.forebay.dynamodb.partiql.Statement.Returning;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.table.StoredItem;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.wire.AwsException;
import java.util.List;
import java.util.Optional;

/** Makes writes of statements. */
final class StatementWrites {
  /** The code of the refusal to insert an item that is there. */
  static final String DUPLICATE = "DuplicateItemException";

  private StatementWrites() {}

  /** The write that a statement means. */
  static ItemWrite of(OpenTable table, Statement statement) {
    KeySchema keys = table.row().keys();
    return switch (statement) {
      case Statement.Insert insert -> {
        WriteForms.checkSize(insert.item());
        yield WriteForms.put(table, insert.item(), new Condition.Not(exists(keys)));
      }
      case Statement.Change change ->
          WriteForms.update(
              table,
              StatementKeys.key(change.where(), keys),
              change.update(),
              new Condition.And(List.of(exists(keys), change.where())));
      case Statement.Delete delete ->
          WriteForms.delete(
              table,
              StatementKeys.key(delete.where(), keys),
              new Condition.Or(List.of(new Condition.Not(exists(keys)), delete.where())));
      case Statement.Select select ->
          WriteForms.check(
              table,
              StatementKeys.key(select.where(), keys),
              new Condition.And(List.of(exists(keys), select.where())));
    };
  }

  private static Condition exists(KeySchema keys) {
    return new Condition.Exists(new Operand.At(DocumentPath.of(keys.hash().name())));
  }

  /** The refusal in a statement's words: an item that is inserted twice is a duplicate. */
  static AwsException refusal(Statement statement, AwsException refusal) {
    return statement instanceof Statement.Insert && refusal.code().equals(ConditionFailed.CODE)
        ? new AwsException(DUPLICATE, 400, "Duplicate primary key exists in table")
        : refusal;
  }

  /** What the statement answers of the item. */
  static Optional<Item> returned(Statement statement, Written written) {
    Optional<Item> before = written.before().map(StoredItem::item);
    Optional<Item> after = written.after().map(StoredItem::item);
    return switch (statement) {
      case Statement.Change change -> {
        Projection modified = new Projection(change.update().paths());
        yield switch (change.returning()) {
          case NOTHING -> Optional.empty();
          case ALL_OLD -> before;
          case ALL_NEW -> after;
          case MODIFIED_OLD -> before.map(modified::of);
          case MODIFIED_NEW -> after.map(modified::of);
        };
      }
      case Statement.Delete delete ->
          delete.returning() == Returning.ALL_OLD ? before : Optional.empty();
      case Statement.Insert insert -> Optional.empty();
      case Statement.Select select -> Optional.empty();
    };
  }
}
