package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes conditions of what was read. Confined to one thread. */
final class ConditionBinder {
  private static final Set<String> CONDITIONS =
      Set.of(
          "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains");
  private static final Set<String> UPDATES = Set.of("if_not_exists", "list_append");
  private static final Set<String> SIZED = Set.of("S", "B", "SS", "NS", "BS", "L", "M");
  private static final Set<String> TYPES =
      Set.of("B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M");
  private static final int MOST_IN = 100;

  private final Bindings bindings;

  ConditionBinder(Bindings bindings) {
    this.bindings = bindings;
  }

  Condition condition(Syntax syntax) {
    return switch (syntax) {
      case Syntax.Binary(String operator, Syntax left, Syntax right) when operator.equals("AND") ->
          new Condition.And(List.of(condition(left), condition(right)));
      case Syntax.Binary(String operator, Syntax left, Syntax right) when operator.equals("OR") ->
          new Condition.Or(List.of(condition(left), condition(right)));
      case Syntax.Binary comparison -> compare(comparison);
      case Syntax.Not(Syntax inner) -> new Condition.Not(condition(inner));
      case Syntax.Between between -> between(between);
      case Syntax.In in -> in(in);
      case Syntax.Call call when call.function().equals("()") ->
          condition(call.operands().getFirst());
      case Syntax.Call call -> function(call);
      case Syntax.Path path -> throw new IllegalStateException("no condition: " + path);
      case Syntax.Placeholder value -> throw new IllegalStateException("no condition: " + value);
      case Syntax.Update update -> throw new IllegalStateException("no condition: " + update);
      case Syntax.Projection paths -> throw new IllegalStateException("no condition: " + paths);
    };
  }

  private Condition compare(Syntax.Binary binary) {
    Comparator comparator = Comparator.of(binary.operator());
    Operand left = operand(binary.left());
    Operand right = operand(binary.right());
    if (comparator.orders()) {
      checkOrdered(binary.operator(), left);
      checkOrdered(binary.operator(), right);
    }
    checkDistinct(binary.operator(), left, right);
    return new Condition.Compare(comparator, left, right);
  }

  private static void checkOrdered(String operator, Operand operand) {
    if (operand instanceof Operand.Literal(Value value)) {
      OperandTypes.check(operator, value, OperandTypes.ORDERED);
    }
  }

  private static void checkDistinct(String operator, Operand first, Operand other) {
    if (first instanceof Operand.At(DocumentPath path)
        && other instanceof Operand.At(DocumentPath second)
        && path.equals(second)) {
      throw new SyntaxError(
          "The first operand must be distinct from the remaining operands for this operator or"
              + " function; operator: "
              + operator
              + ", first operand: "
              + path);
    }
  }

  private Condition between(Syntax.Between between) {
    Operand operand = operand(between.operand());
    Operand low = operand(between.low());
    Operand high = operand(between.high());
    for (Operand each : List.of(operand, low, high)) {
      checkOrdered("BETWEEN", each);
    }
    BetweenBounds.fault(low, high)
        .ifPresent(fault -> {
          throw new SyntaxError(fault);
        });
    checkDistinct("BETWEEN", operand, low);
    checkDistinct("BETWEEN", operand, high);
    return new Condition.Between(operand, low, high);
  }

  private Condition in(Syntax.In in) {
    Operand operand = operand(in.operand());
    List<Operand> elements = in.elements().stream().map(this::operand).toList();
    if (elements.size() > MOST_IN) {
      throw new SyntaxError(
          "Too many operands for operator or function; operator or function: IN, number of"
              + " operands: "
              + elements.size());
    }
    elements.forEach(element -> checkDistinct("IN", operand, element));
    return new Condition.In(operand, elements);
  }

  private Condition function(Syntax.Call call) {
    checkKnown(call);
    if (!CONDITIONS.contains(call.function())) {
      throw OperandTypes.misplaced(call.function());
    }
    List<Operand> operands = new ArrayList<>();
    call.operands().forEach(operand -> operands.add(operand(operand)));
    return switch (call.function()) {
      case "attribute_exists" -> new Condition.Exists(path(call, operands));
      case "attribute_not_exists" -> new Condition.Not(new Condition.Exists(path(call, operands)));
      case "attribute_type" -> type(call, operands);
      case "begins_with" -> beginsWith(call, operands);
      case "contains" -> contains(call, operands);
      default -> throw OperandTypes.unknown(call.function());
    };
  }

  private static void checkKnown(Syntax.Call call) {
    if (UPDATES.contains(call.function())) {
      throw new SyntaxError(
          "The function is not allowed in a condition expression; function: " + call.function());
    }
    if (!CONDITIONS.contains(call.function()) && !call.function().equals("size")) {
      throw OperandTypes.unknown(call.function());
    }
  }

  private static Operand path(Syntax.Call call, List<Operand> operands) {
    OperandTypes.checkCount(call, 1);
    if (!(operands.getFirst() instanceof Operand.At)) {
      throw OperandTypes.needsPath(call.function());
    }
    return operands.getFirst();
  }

  private static Condition type(Syntax.Call call, List<Operand> operands) {
    OperandTypes.checkCount(call, 2);
    if (!(operands.getFirst() instanceof Operand.At)) {
      throw OperandTypes.needsPath(call.function());
    }
    if (operands.get(1) instanceof Operand.Literal(Value wanted)) {
      if (!(wanted instanceof Value.S(String type))) {
        throw OperandTypes.wrong(call.function(), wanted.type());
      }
      if (!TYPES.contains(type)) {
        throw new SyntaxError(
            "Invalid attribute type name found; type: "
                + type
                + ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
      }
      return new Condition.OfType(operands.getFirst(), type);
    }
    throw OperandTypes.wrong(call.function(), "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
  }

  private static Condition beginsWith(Syntax.Call call, List<Operand> operands) {
    OperandTypes.checkCount(call, 2);
    for (Operand operand : operands) {
      if (operand instanceof Operand.Literal(Value value)) {
        OperandTypes.check(call.function(), value, Set.of("S", "B"));
      }
    }
    checkDistinct(call.function(), operands.getFirst(), operands.get(1));
    return new Condition.BeginsWith(operands.getFirst(), operands.get(1));
  }

  private static Condition contains(Syntax.Call call, List<Operand> operands) {
    OperandTypes.checkCount(call, 2);
    if (operands.getFirst() instanceof Operand.Literal(Value value)) {
      OperandTypes.check(call.function(), value, Set.of("S", "B", "SS", "NS", "BS", "L"));
    }
    checkDistinct(call.function(), operands.getFirst(), operands.get(1));
    return new Condition.Contains(operands.getFirst(), operands.get(1));
  }

  private Operand operand(Syntax syntax) {
    return switch (syntax) {
      case Syntax.Path path -> new Operand.At(bindings.path(path));
      case Syntax.Placeholder(String text) -> new Operand.Literal(bindings.value(text));
      case Syntax.Call call -> size(call);
      default -> throw new IllegalStateException("no operand: " + syntax);
    };
  }

  private Operand size(Syntax.Call call) {
    checkKnown(call);
    if (!call.function().equals("size")) {
      throw OperandTypes.misplaced(call.function());
    }
    OperandTypes.checkCount(call, 1);
    Operand operand = operand(call.operands().getFirst());
    if (operand instanceof Operand.Literal(Value value)) {
      OperandTypes.check("size", value, SIZED);
    }
    return new Operand.Size(operand);
  }
}
