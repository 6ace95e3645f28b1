package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes updates of what was read. Confined to one thread. */
final class UpdateBinder {
  private static final Set<String> CONDITIONS =
      Set.of(
          "attribute_exists",
          "attribute_not_exists",
          "attribute_type",
          "begins_with",
          "contains",
          "size");

  private final Bindings bindings;

  UpdateBinder(Bindings bindings) {
    this.bindings = bindings;
  }

  Update update(Syntax.Update syntax) {
    List<Update.Action> actions = new ArrayList<>();
    for (Syntax.Action action : syntax.actions()) {
      actions.add(action(action));
    }
    PathOverlap.check(actions.stream().map(Update.Action::path).toList());
    return new Update(actions);
  }

  private Update.Action action(Syntax.Action action) {
    DocumentPath path = bindings.path(action.path());
    return switch (action.section()) {
      case "SET" -> new Update.Put(path, term(action.value().getFirst()));
      case "REMOVE" -> new Update.Remove(path);
      case "ADD" -> new Update.Add(path, value(action, "ADD", Set.of("N", "SS", "NS", "BS")));
      case "DELETE" -> new Update.Delete(path, value(action, "DELETE", Set.of("SS", "NS", "BS")));
      default -> throw new IllegalStateException("no section: " + action.section());
    };
  }

  private Value value(Syntax.Action action, String operator, Set<String> allowed) {
    Value value = bindings.value(((Syntax.Placeholder) action.value().getFirst()).text());
    if (!allowed.contains(value.type())) {
      throw new SyntaxError(
          "Incorrect operand type for operator or function; operator: "
              + operator
              + ", operand type: "
              + longName(value)
              + ", typeSet: ALLOWED_FOR_"
              + operator
              + "_OPERAND");
    }
    return value;
  }

  private static String longName(Value value) {
    return switch (value) {
      case Value.S text -> "STRING";
      case Value.N number -> "NUMBER";
      case Value.B bytes -> "BINARY";
      case Value.Bool flag -> "BOOLEAN";
      case Value.Null none -> "NULL";
      case Value.L list -> "LIST";
      case Value.M map -> "MAP";
      case Value.SS set -> "STRING_SET";
      case Value.NS set -> "NUMBER_SET";
      case Value.BS set -> "BINARY_SET";
    };
  }

  private Term term(Syntax syntax) {
    return switch (syntax) {
      case Syntax.Path path -> new Term.At(bindings.path(path));
      case Syntax.Placeholder(String text) -> new Term.Literal(bindings.value(text));
      case Syntax.Binary(String operator, Syntax left, Syntax right) ->
          operator.equals("+")
              ? new Term.Sum(number(operator, left), number(operator, right))
              : new Term.Difference(number(operator, left), number(operator, right));
      case Syntax.Call call -> function(call);
      default -> throw new IllegalStateException("no term: " + syntax);
    };
  }

  private Term number(String operator, Syntax syntax) {
    return ofType(operator, term(syntax), "N");
  }

  private static Term ofType(String operator, Term term, String type) {
    if (term instanceof Term.Literal(Value value)) {
      OperandTypes.check(operator, value, Set.of(type));
    }
    return term;
  }

  private Term function(Syntax.Call call) {
    if (CONDITIONS.contains(call.function())) {
      throw new SyntaxError(
          "The function is not allowed in an update expression; function: " + call.function());
    }
    return switch (call.function()) {
      case "if_not_exists" -> {
        OperandTypes.checkCount(call, 2);
        if (!(call.operands().getFirst() instanceof Syntax.Path path)) {
          throw OperandTypes.needsPath(call.function());
        }
        yield new Term.IfNotExists(bindings.path(path), term(call.operands().get(1)));
      }
      case "list_append" -> {
        OperandTypes.checkCount(call, 2);
        yield new Term.ListAppend(
            ofType(call.function(), term(call.operands().getFirst()), "L"),
            ofType(call.function(), term(call.operands().get(1)), "L"));
      }
      default -> throw OperandTypes.unknown(call.function());
    };
  }
}
