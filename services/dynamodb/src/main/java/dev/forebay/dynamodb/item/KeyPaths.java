package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.DocumentPath;
import dev.forebay.dynamodb.expression.NamedAttributes;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.expression.Update;
import dev.forebay.dynamodb.table.IndexRow;
import dev.forebay.dynamodb.table.OpenTable;
import dev.forebay.dynamodb.value.Errors;
import java.util.List;
import java.util.Optional;

/** Refuses paths into attributes that are keys: those have nothing in them. */
final class KeyPaths {
  private KeyPaths() {}

  static void check(OpenTable table, Condition condition) {
    check(table, NamedAttributes.paths(condition));
  }

  static void check(OpenTable table, Update update) {
    check(table, NamedAttributes.paths(update));
  }

  static void check(OpenTable table, Optional<Projection> projection) {
    projection.ifPresent(wanted -> check(table, wanted.paths()));
  }

  private static void check(OpenTable table, List<DocumentPath> paths) {
    for (DocumentPath path : paths) {
      if (!path.rest().isEmpty()) {
        check(table, path.attribute());
      }
    }
  }

  private static void check(OpenTable table, String attribute) {
    if (table.row().keys().has(attribute)) {
      throw refusal("Key: " + attribute);
    }
    for (IndexRow index : table.row().indexes()) {
      if (index.keys().has(attribute)) {
        throw refusal("IndexKey: " + attribute);
      }
    }
  }

  private static RuntimeException refusal(String which) {
    return Errors.validation(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not"
            + " allowed: "
            + which);
  }
}
