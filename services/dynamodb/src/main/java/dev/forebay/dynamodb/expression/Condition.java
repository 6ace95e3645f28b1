package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Value;
import java.util.List;
import java.util.Optional;

/** What must hold for an item. Immutable; says so without looking at anything but the item. */
public sealed interface Condition {
  /** Holds for every item. */
  Condition ALWAYS = new And(List.of());

  /** Whether it holds. */
  boolean holds(Item item);

  /** All hold. */
  record And(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(Item item) {
      return conditions.stream().allMatch(condition -> condition.holds(item));
    }
  }

  /** One holds. */
  record Or(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(Item item) {
      return conditions.stream().anyMatch(condition -> condition.holds(item));
    }
  }

  /** It does not hold. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(Item item) {
      return !condition.holds(item);
    }
  }

  /** Two operands compare so. A value that is not there is unequal to any other, and no more. */
  record Compare(Comparator comparator, Operand left, Operand right) implements Condition {
    @Override
    public boolean holds(Item item) {
      Optional<Value> one = left.of(item);
      Optional<Value> other = right.of(item);
      return (one.isPresent() && other.isPresent())
          ? comparator.holds(one.get(), other.get())
          : comparator == Comparator.NE;
    }
  }

  /** Lies between, ends included. */
  record Between(Operand operand, Operand low, Operand high) implements Condition {
    @Override
    public boolean holds(Item item) {
      return new Compare(Comparator.GE, operand, low).holds(item)
          && new Compare(Comparator.LE, operand, high).holds(item);
    }
  }

  /** Equals one of them. */
  record In(Operand operand, List<Operand> elements) implements Condition {
    @Override
    public boolean holds(Item item) {
      Optional<Value> value = operand.of(item);
      return value.isPresent()
          && elements.stream().anyMatch(element -> element.of(item).equals(value));
    }
  }

  /** There is a value. */
  record Exists(Operand operand) implements Condition {
    @Override
    public boolean holds(Item item) {
      return operand.of(item).isPresent();
    }
  }

  /** There is a value of that type. */
  record OfType(Operand operand, String type) implements Condition {
    @Override
    public boolean holds(Item item) {
      return operand.of(item).filter(value -> value.type().equals(type)).isPresent();
    }
  }

  /** A text or binary begins so. */
  record BeginsWith(Operand operand, Operand prefix) implements Condition {
    @Override
    public boolean holds(Item item) {
      Optional<Value> value = operand.of(item);
      Optional<Value> start = prefix.of(item);
      return value.isPresent() && start.isPresent() && Containment.begins(value.get(), start.get());
    }
  }

  /** A text, a binary, a set or a list has it in it. */
  record Contains(Operand operand, Operand part) implements Condition {
    @Override
    public boolean holds(Item item) {
      Optional<Value> value = operand.of(item);
      Optional<Value> wanted = part.of(item);
      return value.isPresent()
          && wanted.isPresent()
          && Containment.contains(value.get(), wanted.get());
    }
  }
}
