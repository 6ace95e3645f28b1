package dev.forebay.dynamodb.partiql;

import dev.forebay.dynamodb.partiql.Token.Kind;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Numbers;
import dev.forebay.dynamodb.value.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads literals, and parameters in place of question marks. Confined to one thread. */
final class Values {
  private final Cursor cursor;
  private final List<Value> parameters;
  private int used;

  Values(Cursor cursor, List<Value> parameters) {
    this.cursor = cursor;
    this.parameters = parameters;
  }

  boolean allUsed() {
    return used == parameters.size();
  }

  /** Whether a value is next, and not a path. */
  boolean isNext() {
    Token next = cursor.peek();
    return switch (next.kind()) {
      case TEXT, NUMBER -> true;
      case WORD -> next.isWord("TRUE") || next.isWord("FALSE") || next.isWord("NULL");
      case SIGN -> Set.of("?", "[", "{", "<<", "-", "+").contains(next.text());
      case NAME, END -> false;
    };
  }

  Value value() {
    Token token = cursor.take();
    return switch (token.kind()) {
      case TEXT -> new Value.S(token.text());
      case NUMBER -> new Value.N(Numbers.parse(token.text()));
      case WORD -> word(token);
      case SIGN -> sign(token);
      case NAME, END -> throw Lexer.wrong("Unexpected token: " + token.text());
    };
  }

  private static Value word(Token token) {
    if (token.isWord("NULL")) {
      return Value.Null.NULL;
    }
    if (token.isWord("TRUE") || token.isWord("FALSE")) {
      return new Value.Bool(token.isWord("TRUE"));
    }
    throw Lexer.wrong("Unexpected token: " + token.text());
  }

  private Value sign(Token token) {
    return switch (token.text()) {
      case "?" -> {
        if (used == parameters.size()) {
          throw Errors.validation("Number of parameters in request and statement don't match.");
        }
        yield parameters.get(used++);
      }
      case "-", "+" -> {
        Token number = cursor.take();
        if (number.kind() != Kind.NUMBER) {
          throw Lexer.wrong("Unexpected token: " + number.text());
        }
        yield new Value.N(Numbers.parse(token.text() + number.text()));
      }
      case "[" -> new Value.L(elements("]"));
      case "<<" -> set(elements(">>"));
      case "{" -> new Value.M(members());
      default -> throw Lexer.wrong("Unexpected token: " + token.text());
    };
  }

  private List<Value> elements(String end) {
    List<Value> elements = new ArrayList<>();
    if (cursor.takeSign(end)) {
      return elements;
    }
    do {
      elements.add(value());
    } while (cursor.takeSign(","));
    cursor.expectSign(end);
    return elements;
  }

  private Map<String, Value> members() {
    Map<String, Value> members = new LinkedHashMap<>();
    if (cursor.takeSign("}")) {
      return members;
    }
    do {
      Token name = cursor.take();
      if (name.kind() != Kind.TEXT && name.kind() != Kind.NAME) {
        throw Lexer.wrong("Unexpected token: " + name.text());
      }
      cursor.expectSign(":");
      members.put(name.text(), value());
    } while (cursor.takeSign(","));
    cursor.expectSign("}");
    return members;
  }

  private static Value set(List<Value> elements) {
    Set<String> texts = new LinkedHashSet<>();
    Set<BigDecimal> numbers = new LinkedHashSet<>();
    for (Value element : elements) {
      switch (element) {
        case Value.S(String text) -> texts.add(text);
        case Value.N(BigDecimal number) -> numbers.add(number);
        default -> throw Lexer.wrong("A set has texts or numbers only");
      }
    }
    if (texts.isEmpty() == numbers.isEmpty()) {
      throw Lexer.wrong("A set has elements of one type");
    }
    return texts.isEmpty() ? new Value.NS(numbers) : new Value.SS(texts);
  }
}
