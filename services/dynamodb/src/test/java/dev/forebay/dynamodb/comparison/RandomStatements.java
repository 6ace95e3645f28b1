package dev.forebay.dynamodb.comparison;

import java.util.ArrayList;
import java.util.List;

/** Random PartiQL, alone, in batches and in transactions. Confined to one thread. */
final class RandomStatements {
  private static final List<String> PATHS =
      List.of("a", "b", "c", "d", "\"status\"", "d.a", "e[0]");

  private final RandomValues values;
  private final RandomItems items;

  RandomStatements(RandomValues values, RandomItems items) {
    this.values = values;
    this.items = items;
  }

  /** A statement and the parameters that it has gathered. */
  private final class Draft {
    private final List<String> parameters = new ArrayList<>();

    /** A literal or a parameter. */
    String value(String json) {
      if (values.chance(50)) {
        if (json.startsWith("{\"S\":\"")) {
          return "'" + json.substring(6, json.length() - 2) + "'";
        }
        if (json.startsWith("{\"N\":\"")) {
          return json.substring(6, json.length() - 2);
        }
      }
      parameters.add(json);
      return "?";
    }

    Body body(String statement) {
      Body body = new Body().text("Statement", statement);
      return parameters.isEmpty()
          ? body
          : body.json("Parameters", "[" + String.join(",", parameters) + "]");
    }

    private String ofKey(String type) {
      return value(items.keyValue(type));
    }

    private String key(String table) {
      List<String> keys = Schema.keys(table);
      String where = keys.get(0) + " = " + ofKey(keys.get(1));
      return keys.size() > 2 && !values.chance(3)
          ? where + " AND " + keys.get(2) + " = " + ofKey(keys.get(3))
          : where;
    }

    private String condition() {
      String path = values.one(PATHS);
      return switch (values.below(8)) {
        case 0 -> path + " IN [" + value(values.text()) + ", " + value(values.number()) + "]";
        case 1 -> path + " BETWEEN " + value(values.number()) + " AND " + value(values.number());
        case 2 -> "begins_with(" + path + ", " + value(values.text()) + ")";
        case 3 -> "attribute_type(" + path + ", 'S')";
        case 4 -> path + " IS " + (values.chance(50) ? "" : "NOT ") + "MISSING";
        case 5 -> "contains(" + path + ", " + value(values.text()) + ")";
        case 6 -> "size(" + path + ") > " + value("{\"N\":\"1\"}");
        default -> path + values.one(List.of(" = ", " <> ", " < ", " >= ")) + value(values.text());
      };
    }

    String select(String table) {
      String what = values.one(List.of("*", "*", "*", "a", "a, b", "pk, d.a"));
      String from = "SELECT " + what + " FROM \"" + table + "\"";
      return switch (values.below(4)) {
        case 0 -> from + " WHERE " + condition();
        case 1 -> from;
        case 2 -> from + " WHERE " + key(table) + " AND " + condition();
        default -> from + " WHERE " + key(table);
      };
    }

    String write(String table) {
      return switch (values.below(3)) {
        case 0 -> insert(table);
        case 1 ->
            "UPDATE \""
                + table
                + "\" "
                + change()
                + (values.chance(30) ? " " + change() : "")
                + " WHERE "
                + key(table)
                + (values.chance(30) ? " AND " + condition() : "")
                + returning();
        default ->
            "DELETE FROM \""
                + table
                + "\" WHERE "
                + key(table)
                + (values.chance(30) ? " AND " + condition() : "");
      };
    }

    private String change() {
      String path = values.one(List.of("b", "c", "d", "d.a", "e[0]"));
      return switch (values.below(4)) {
        case 0 -> "REMOVE " + path;
        case 1 -> "SET " + path + " = " + path + " + " + value(values.number());
        default -> "SET " + path + " = " + value(values.text());
      };
    }

    private String returning() {
      return values.chance(30)
          ? " RETURNING "
              + values.one(List.of("ALL OLD *", "ALL NEW *", "MODIFIED OLD *", "MODIFIED NEW *"))
          : "";
    }

    private String insert(String table) {
      List<String> keys = Schema.keys(table);
      List<String> members = new ArrayList<>();
      for (int i = 0; i < keys.size(); i += 2) {
        members.add("'" + keys.get(i) + "': " + ofKey(keys.get(i + 1)));
      }
      members.add("'b': " + value(values.number()));
      members.add("'c': " + value(values.any()));
      return "INSERT INTO \"" + table + "\" VALUE {" + String.join(", ", members) + "}";
    }
  }

  Request next() {
    return switch (values.below(5)) {
      case 0 -> many("BatchExecuteStatement", "Statements");
      case 1 -> many("ExecuteTransaction", "TransactStatements");
      default -> {
        Draft draft = new Draft();
        String table = items.table();
        String text = values.chance(50) ? draft.select(table) : draft.write(table);
        yield draft.body(broken(text)).request("ExecuteStatement");
      }
    };
  }

  private Request many(String operation, String member) {
    List<String> statements = new ArrayList<>();
    boolean reads = values.chance(40);
    for (int i = 1 + values.below(3); i > 0; i--) {
      Draft draft = new Draft();
      String table = items.table();
      String text =
          reads
              ? "SELECT * FROM \"" + table + "\" WHERE " + draft.key(table)
              : draft.write(table).replaceFirst(" RETURNING.*", "");
      statements.add(draft.body(text).toString());
    }
    return new Body().json(member, "[" + String.join(",", statements) + "]").request(operation);
  }

  private String broken(String statement) {
    return values.chance(4)
        ? statement.replaceFirst(values.one(List.of("WHERE", "FROM|SET", "\"", "=", "\\?")), "")
        : statement;
  }
}
