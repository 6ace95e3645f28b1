package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;

/** What is within what. */
final class Containment {
  private Containment() {}

  static boolean begins(Value value, Value prefix) {
    return switch (value) {
      case Value.S(String text) ->
          prefix instanceof Value.S(String start) && text.startsWith(start);
      case Value.B(Bytes bytes) -> prefix instanceof Value.B(Bytes start) && isAt(bytes, start, 0);
      default -> false;
    };
  }

  static boolean contains(Value value, Value part) {
    return switch (value) {
      case Value.S(String text) -> part instanceof Value.S(String some) && text.contains(some);
      case Value.B(Bytes bytes) -> part instanceof Value.B(Bytes some) && has(bytes, some);
      case Value.SS set -> part instanceof Value.S(String some) && set.elements().contains(some);
      case Value.NS set -> part instanceof Value.N(var some) && set.elements().contains(some);
      case Value.BS set -> part instanceof Value.B(Bytes some) && set.elements().contains(some);
      case Value.L list -> list.elements().contains(part);
      case Value.N number -> false;
      case Value.Bool flag -> false;
      case Value.Null none -> false;
      case Value.M map -> false;
    };
  }

  private static boolean has(Bytes bytes, Bytes part) {
    for (int at = 0; at + part.size() <= bytes.size(); at++) {
      if (isAt(bytes, part, at)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(Bytes bytes, Bytes part, int at) {
    if (at + part.size() > bytes.size()) {
      return false;
    }
    for (int i = 0; i < part.size(); i++) {
      if (bytes.at(at + i) != part.at(i)) {
        return false;
      }
    }
    return true;
  }
}
