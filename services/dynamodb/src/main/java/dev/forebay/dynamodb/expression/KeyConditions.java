package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.KeyCondition.Operator;
import dev.forebay.dynamodb.expression.KeyCondition.Sort;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a key condition of a condition. See "Key condition expressions" in the Developer Guide. */
public final class KeyConditions {
  private static final String MEMBER = "KeyConditionExpression";

  private KeyConditions() {}

  /**
   * The key condition that an expression's condition is, for a table or index with this key.
   *
   * @throws AwsException 400 when it is none
   */
  public static KeyCondition of(Condition condition, KeySchema keys) {
    List<Condition> parts = new ArrayList<>();
    split(condition, parts);
    Map<String, Sort> byName = new LinkedHashMap<>();
    for (Condition part : parts) {
      Map.Entry<String, Sort> one = one(part);
      if (byName.put(one.getKey(), one.getValue()) != null) {
        throw Errors.validation(MEMBER + "s must only contain one condition per key");
      }
    }
    return of(byName, keys);
  }

  private static void split(Condition condition, List<Condition> parts) {
    if (condition instanceof Condition.And(List<Condition> conditions)) {
      conditions.forEach(part -> split(part, parts));
    } else {
      parts.add(condition);
    }
  }

  private static Map.Entry<String, Sort> one(Condition part) {
    return switch (part) {
      case Condition.Compare(Comparator comparator, Operand left, Operand right) ->
          compare(comparator, left, right);
      case Condition.Between(Operand operand, Operand low, Operand high) ->
          Map.entry(
              name(operand), new Sort(Operator.BETWEEN, List.of(literal(low), literal(high))));
      case Condition.BeginsWith(Operand operand, Operand prefix) ->
          Map.entry(name(operand), new Sort(Operator.BEGINS_WITH, List.of(literal(prefix))));
      case Condition.Or or -> throw operator("OR");
      case Condition.Not(Condition.Exists exists) -> throw operator("attribute_not_exists");
      case Condition.Not not -> throw operator("NOT");
      case Condition.In in -> throw operator("IN");
      case Condition.Exists exists -> throw operator("attribute_exists");
      case Condition.OfType type -> throw operator("attribute_type");
      case Condition.Contains contains -> throw operator("contains");
      case Condition.And and -> throw new IllegalStateException("split before");
    };
  }

  private static Map.Entry<String, Sort> compare(
      Comparator comparator, Operand left, Operand right) {
    if (left instanceof Operand.Literal(Value value) && right instanceof Operand.At) {
      return Map.entry(name(right), new Sort(operatorOf(comparator, true), List.of(value)));
    }
    return Map.entry(name(left), new Sort(operatorOf(comparator, false), List.of(literal(right))));
  }

  private static Operator operatorOf(Comparator comparator, boolean turned) {
    return switch (comparator) {
      case EQ -> Operator.EQ;
      case LT -> turned ? Operator.GT : Operator.LT;
      case LE -> turned ? Operator.GE : Operator.LE;
      case GT -> turned ? Operator.LT : Operator.GT;
      case GE -> turned ? Operator.LE : Operator.GE;
      case NE -> throw operator("<>");
    };
  }

  private static AwsException operator(String operator) {
    return Errors.validation("Invalid operator used in " + MEMBER + ": " + operator);
  }

  private static String name(Operand operand) {
    return switch (operand) {
      case Operand.At(DocumentPath path) -> {
        if (!path.rest().isEmpty()) {
          throw Errors.validation(MEMBER + "s cannot have conditions on nested attributes");
        }
        yield path.attribute();
      }
      case Operand.Size size -> throw operator("size");
      case Operand.Literal value ->
          throw Errors.validation(
              "Invalid condition in " + MEMBER + ": No key attribute specified");
    };
  }

  private static Value literal(Operand operand) {
    return switch (operand) {
      case Operand.Literal(Value value) -> value;
      case Operand.Size size -> throw operator("size");
      case Operand.At at ->
          throw Errors.validation(
              "Invalid condition in "
                  + MEMBER
                  + ": Multiple attribute names used in one condition");
    };
  }

  /**
   * The key condition of what is asked of some attributes, for a table or index with this key.
   *
   * @throws AwsException 400 when it is none
   */
  static KeyCondition of(Map<String, Sort> byName, KeySchema keys) {
    if (byName.isEmpty() || byName.size() > 2) {
      throw Errors.validation("Conditions can be of length 1 or 2 only");
    }
    Sort hash = byName.get(keys.hash().name());
    if (hash == null) {
      throw missed(keys.hash());
    }
    Optional<KeyAttribute> range =
        keys.range().filter(attribute -> byName.containsKey(attribute.name()));
    if (byName.size() == 2 && range.isEmpty()) {
      if (keys.range().isEmpty()) {
        throw Errors.validation("Query key condition not supported");
      }
      throw missed(keys.range().get());
    }
    check(hash, keys.hash());
    if (hash.operator() != Operator.EQ) {
      throw Errors.validation("Query key condition not supported");
    }
    Optional<Sort> sort = range.flatMap(key -> Optional.ofNullable(byName.get(key.name())));
    if (sort.isPresent() && range.isPresent()) {
      check(sort.get(), range.get());
    }
    return new KeyCondition(hash.values().getFirst(), sort);
  }

  private static AwsException missed(KeyAttribute key) {
    return Errors.validation("Query condition missed key schema element: " + key.name());
  }

  private static void check(Sort sort, KeyAttribute key) {
    for (Value value : sort.values()) {
      if (!value.type().equals(key.type())) {
        throw Errors.invalidParameters("Condition parameter type does not match schema type");
      }
      boolean empty =
          (value instanceof Value.S(String text) && text.isEmpty())
              || (value instanceof Value.B(var bytes) && bytes.isEmpty());
      if (empty) {
        throw Errors.validation(
            "One or more parameter values are not valid. The AttributeValue for a key attribute"
                + " cannot contain an empty "
                + (value.type().equals("S") ? "string" : "binary")
                + " value. Key: "
                + key.name());
      }
    }
    if (sort.operator() == Operator.BEGINS_WITH && key.type().equals("N")) {
      throw Errors.validation(
          "Invalid "
              + MEMBER
              + ": Incorrect operand type for operator or function; operator or"
              + " function: begins_with, operand type: N");
    }
  }
}
