package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.KeyCondition.Sort;
import dev.forebay.dynamodb.value.AttributeValues;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.dynamodb.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeAction;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.ConditionalOperator;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;

/**
 * Makes of the parameters that are older than expressions what expressions become. See "Legacy
 * DynamoDB conditional parameters" in the Developer Guide.
 */
public final class Legacy {
  private Legacy() {}

  /**
   * The condition of {@code Expected}.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is none
   */
  public static Condition expected(
      Map<String, ExpectedAttributeValue> expected, @Nullable ConditionalOperator operator) {
    List<Condition> conditions = new ArrayList<>();
    expected.forEach((name, wanted) -> conditions.add(expected(name, wanted)));
    return join(conditions, operator);
  }

  private static Condition expected(String name, ExpectedAttributeValue wanted) {
    if (wanted.comparisonOperator() != null) {
      if (wanted.exists() != null) {
        throw Errors.invalidParameters(
            "Exists and ComparisonOperator cannot be used together for Attribute: " + name);
      }
      if (wanted.value() != null && wanted.hasAttributeValueList()) {
        throw Errors.invalidParameters(
            "Value and AttributeValueList cannot be used together for Attribute: " + name);
      }
      List<AttributeValue> values =
          wanted.value() != null ? List.of(wanted.value()) : wanted.attributeValueList();
      return LegacyComparison.of(name, wanted.comparisonOperator(), values);
    }
    if (wanted.hasAttributeValueList()) {
      throw Errors.invalidParameters(
          "AttributeValueList can only be used with a ComparisonOperator for Attribute: " + name);
    }
    Operand attribute = new Operand.At(DocumentPath.of(name));
    if (Boolean.FALSE.equals(wanted.exists())) {
      if (wanted.value() != null) {
        throw Errors.invalidParameters(
            "Value cannot be used when Exists is set to false for Attribute: " + name);
      }
      return new Condition.Not(new Condition.Exists(attribute));
    }
    if (wanted.value() == null) {
      throw Errors.invalidParameters(
          "Value must be provided when Exists is "
              + (wanted.exists() == null ? "null" : "set to true")
              + " for Attribute: "
              + name);
    }
    return new Condition.Compare(
        Comparator.EQ, attribute, new Operand.Literal(AttributeValues.value(wanted.value())));
  }

  /**
   * The condition of {@code QueryFilter} and {@code ScanFilter}.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is none
   */
  public static Condition filter(
      Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> filter,
      @Nullable ConditionalOperator operator) {
    checkOperator(operator, filter.size());
    List<Condition> conditions = new ArrayList<>();
    filter.forEach((name, wanted) ->
        conditions.add(
            LegacyComparison.of(name, wanted.comparisonOperator(), wanted.attributeValueList())));
    return join(conditions, operator);
  }

  /**
   * Checks that an operator, if there is one, has conditions to join.
   *
   * @throws dev.forebay.wire.AwsException 400 when it has not
   */
  public static void checkOperator(@Nullable ConditionalOperator operator, int conditions) {
    if (operator != null && conditions == 0) {
      throw Errors.validation("ConditionalOperator cannot be used without Filter or Expected");
    }
    if (operator != null && conditions == 1) {
      throw Errors.validation(
          "ConditionalOperator can only be used when Filter or Expected has two or more elements");
    }
  }

  private static Condition join(
      List<Condition> conditions, @Nullable ConditionalOperator operator) {
    return operator == ConditionalOperator.OR
        ? new Condition.Or(conditions)
        : new Condition.And(conditions);
  }

  /**
   * The key condition of {@code KeyConditions}.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is none for this key
   */
  public static KeyCondition keyConditions(
      Map<String, software.amazon.awssdk.services.dynamodb.model.Condition> conditions,
      KeySchema keys) {
    Map<String, Sort> byName = new LinkedHashMap<>();
    conditions.forEach((name, wanted) -> byName.put(name, sort(name, wanted)));
    return KeyConditions.of(byName, keys);
  }

  private static Sort sort(
      String name, software.amazon.awssdk.services.dynamodb.model.Condition wanted) {
    List<Value> values =
        LegacyComparison.values(name, wanted.comparisonOperator(), wanted.attributeValueList());
    KeyCondition.Operator operator =
        switch (wanted.comparisonOperator()) {
          case EQ -> KeyCondition.Operator.EQ;
          case LT -> KeyCondition.Operator.LT;
          case LE -> KeyCondition.Operator.LE;
          case GT -> KeyCondition.Operator.GT;
          case GE -> KeyCondition.Operator.GE;
          case BETWEEN -> KeyCondition.Operator.BETWEEN;
          case BEGINS_WITH -> KeyCondition.Operator.BEGINS_WITH;
          case NE, IN, NOT_NULL, NULL, CONTAINS, NOT_CONTAINS, UNKNOWN_TO_SDK_VERSION ->
              throw Errors.validation(
                  "Attempted conditional constraint is not an indexable operation");
        };
    return new Sort(operator, values);
  }

  /**
   * The update of {@code AttributeUpdates}.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is none
   */
  public static Update updates(Map<String, AttributeValueUpdate> updates) {
    List<Update.Action> actions = new ArrayList<>();
    updates.forEach((name, update) -> actions.add(action(name, update)));
    return new Update(actions);
  }

  private static Update.Action action(String name, AttributeValueUpdate update) {
    DocumentPath path = DocumentPath.of(name);
    AttributeAction action = update.action() == null ? AttributeAction.PUT : update.action();
    if (update.value() == null) {
      if (action != AttributeAction.DELETE) {
        throw Errors.invalidParameters(
            "Only DELETE action is allowed when no attribute value is specified");
      }
      return new Update.Remove(path);
    }
    Value value = AttributeValues.value(update.value());
    return switch (action) {
      case PUT, UNKNOWN_TO_SDK_VERSION -> new Update.Put(path, new Term.Literal(value));
      case ADD -> add(path, value);
      case DELETE -> {
        if (!isSet(value)) {
          throw Errors.invalidParameters(
              "DELETE action with value is not supported for the type " + value.type());
        }
        yield new Update.Delete(path, value);
      }
    };
  }

  private static Update.Action add(DocumentPath path, Value value) {
    if (value instanceof Value.L list) {
      return new Update.Append(path, list);
    }
    if (value instanceof Value.N || isSet(value)) {
      return new Update.Add(path, value);
    }
    throw Errors.invalidParameters("ADD action is not supported for the type " + value.type());
  }

  private static boolean isSet(Value value) {
    return value instanceof Value.SS || value instanceof Value.NS || value instanceof Value.BS;
  }

  /**
   * The parts of {@code AttributesToGet}.
   *
   * @throws dev.forebay.wire.AwsException 400 when a name is there twice
   */
  public static Optional<Projection> attributesToGet(List<String> names) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < names.size(); i++) {
      if (names.subList(0, i).contains(names.get(i))) {
        throw Errors.invalidParameters("Duplicate value in attribute name: " + names.get(i));
      }
    }
    return Optional.of(new Projection(names.stream().map(DocumentPath::of).toList()));
  }

  /** How a comparison operator of the older parameters is spelled. */
  static String spelled(ComparisonOperator operator) {
    return operator.toString();
  }
}
