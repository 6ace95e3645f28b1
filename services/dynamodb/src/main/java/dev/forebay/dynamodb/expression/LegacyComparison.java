package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Value;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;

/** One comparison of the older parameters: an attribute, an operator, values. */
final class LegacyComparison {
  private static final Set<String> PARTS = Set.of("S", "N", "B", "BOOL", "NULL");

  private LegacyComparison() {}

  static Condition of(String name, ComparisonOperator operator, List<AttributeValue> list) {
    List<Operand> values =
        values(name, operator, list).stream()
            .map(value -> (Operand) new Operand.Literal(value))
            .toList();
    Operand attribute = new Operand.At(DocumentPath.of(name));
    return switch (operator) {
      case EQ -> compare(Comparator.EQ, attribute, values);
      case NE -> compare(Comparator.NE, attribute, values);
      case LT -> compare(Comparator.LT, attribute, values);
      case LE -> compare(Comparator.LE, attribute, values);
      case GT -> compare(Comparator.GT, attribute, values);
      case GE -> compare(Comparator.GE, attribute, values);
      case IN -> new Condition.In(attribute, values);
      case BETWEEN -> new Condition.Between(attribute, values.getFirst(), values.get(1));
      case NOT_NULL -> new Condition.Exists(attribute);
      case NULL -> new Condition.Not(new Condition.Exists(attribute));
      case CONTAINS -> new Condition.Contains(attribute, values.getFirst());
      case NOT_CONTAINS ->
          new Condition.And(
              List.of(
                  new Condition.Exists(attribute),
                  new Condition.Not(new Condition.Contains(attribute, values.getFirst()))));
      case BEGINS_WITH -> new Condition.BeginsWith(attribute, values.getFirst());
      case UNKNOWN_TO_SDK_VERSION -> throw Errors.validation("Unknown comparison operator");
    };
  }

  private static Condition compare(Comparator comparator, Operand left, List<Operand> values) {
    return new Condition.Compare(comparator, left, values.getFirst());
  }

  /** The values, checked against what the operator takes. */
  static List<Value> values(String name, ComparisonOperator operator, List<AttributeValue> list) {
    List<Value> values = list.stream().map(AttributeValues::value).toList();
    if (!fits(operator, values.size())) {
      if (values.isEmpty()) {
        throw Errors.invalidParameters(
            "Value or AttributeValueList must be used with ComparisonOperator: "
                + operator
                + " for Attribute: "
                + name);
      }
      throw Errors.invalidParameters(
          "Invalid number of argument(s) for the " + operator + " ComparisonOperator");
    }
    for (Value value : values) {
      if (!allowed(operator).contains(value.type())) {
        throw Errors.invalidParameters(
            "ComparisonOperator "
                + operator
                + " is not valid for "
                + value.type()
                + " AttributeValue type");
      }
    }
    if (operator == ComparisonOperator.BETWEEN) {
      checkBounds(values.getFirst(), values.get(1));
    }
    if (operator == ComparisonOperator.IN
        && values.stream().map(Value::type).distinct().count() > 1) {
      throw Errors.invalidParameters(
          "AttributeValues inside AttributeValueList must all be of the same type");
    }
    return values;
  }

  private static boolean fits(ComparisonOperator operator, int count) {
    return switch (operator) {
      case NULL, NOT_NULL -> count == 0;
      case BETWEEN -> count == 2;
      case IN -> count > 0;
      case EQ, NE, LT, LE, GT, GE, CONTAINS, NOT_CONTAINS, BEGINS_WITH, UNKNOWN_TO_SDK_VERSION ->
          count == 1;
    };
  }

  private static Set<String> allowed(ComparisonOperator operator) {
    return switch (operator) {
      case LT, LE, GT, GE, BETWEEN, IN -> OperandTypes.ORDERED;
      case BEGINS_WITH -> Set.of("S", "B");
      case CONTAINS, NOT_CONTAINS -> PARTS;
      case EQ, NE, NULL, NOT_NULL, UNKNOWN_TO_SDK_VERSION ->
          Set.of("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS");
    };
  }

  private static void checkBounds(Value low, Value high) {
    OptionalInt order = Comparator.order(low, high);
    if (order.isEmpty()) {
      throw Errors.invalidParameters(
          "AttributeValues inside AttributeValueList must be of same type");
    }
    if (order.getAsInt() > 0) {
      throw Errors.validation(
          "The BETWEEN condition was provided a range where the lower bound is greater than the"
              + " upper bound");
    }
  }
}
