package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Comparator;
import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.DocumentPath;
import dev.forebay.dynamodb.expression.KeyCondition;
import dev.forebay.dynamodb.expression.Operand;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.dynamodb.value.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a statement's WHERE says of keys. */
final class StatementKeys {
  private StatementKeys() {}

  /** The key condition of a SELECT, if its partition key is given; else all is to be scanned. */
  static Optional<KeyCondition> condition(Condition where, KeySchema keys) {
    Optional<Value> hash = equal(where, keys.hash());
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    Optional<KeyCondition.Sort> sort =
        keys.range()
            .flatMap(range -> equal(where, range))
            .map(value -> new KeyCondition.Sort(KeyCondition.Operator.EQ, List.of(value)));
    return Optional.of(new KeyCondition(hash.get(), sort));
  }

  /**
   * The whole key that a statement that writes must name.
   *
   * @throws dev.forebay.wire.AwsException 400 when it does not
   */
  static Item key(Condition where, KeySchema keys) {
    Map<String, Value> key = new LinkedHashMap<>();
    for (KeyAttribute attribute : keys.attributes()) {
      key.put(
          attribute.name(),
          equal(where, attribute)
              .orElseThrow(() ->
                  Errors.validation(
                      "Where clause does not contain a mandatory equality on all key attributes")));
    }
    return new Item(key);
  }

  private static Optional<Value> equal(Condition where, KeyAttribute attribute) {
    return switch (where) {
      case Condition.And(List<Condition> conditions) ->
          conditions.stream()
              .map(each -> equal(each, attribute))
              .flatMap(Optional::stream)
              .findFirst();
      case Condition.Compare(Comparator comparator, Operand left, Operand right)
          when comparator == Comparator.EQ ->
          equal(left, right, attribute).or(() -> equal(right, left, attribute));
      default -> Optional.empty();
    };
  }

  private static Optional<Value> equal(Operand path, Operand literal, KeyAttribute attribute) {
    return path instanceof Operand.At(DocumentPath at)
            && at.rest().isEmpty()
            && at.attribute().equals(attribute.name())
            && literal instanceof Operand.Literal(Value value)
        ? Optional.of(ofType(value, attribute))
        : Optional.empty();
  }

  private static Value ofType(Value value, KeyAttribute attribute) {
    if (!value.type().equals(attribute.type())) {
      throw Errors.validation(
          "Key attribute's data type should match its data type in table's schema: Key "
              + attribute.name());
    }
    return value;
  }
}
