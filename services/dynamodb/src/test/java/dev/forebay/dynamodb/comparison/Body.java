package dev.forebay.dynamodb.comparison;

import java.util.StringJoiner;

/** A request's body while it is put together. Confined to one thread. */
final class Body {
  private final StringJoiner members = new StringJoiner(",", "{", "}");

  /** A body that begins with a table's name. */
  static Body of(String table) {
    return new Body().text("TableName", table);
  }

  /** Adds a member that is a text. */
  Body text(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
    return json(name, '"' + escaped + '"');
  }

  /** Adds a member that is JSON. */
  Body json(String name, String json) {
    members.add('"' + name + "\":" + json);
    return this;
  }

  /** Adds what explains the placeholders of expressions. */
  Body explained(RandomExpressions expressions) {
    expressions.placeholders().forEach(this::json);
    return this;
  }

  /** The JSON. */
  @Override
  public String toString() {
    return members.toString();
  }

  Request request(String operation) {
    return new Request(operation, toString());
  }
}
