package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;
import java.math.BigDecimal;
import java.util.Optional;

/** What a condition compares. Immutable. */
public sealed interface Operand {
  /** Its value for an item, if it has one. */
  Optional<Value> of(Item item);

  /** A value of the request's. */
  record Literal(Value value) implements Operand {
    @Override
    public Optional<Value> of(Item item) {
      return Optional.of(value);
    }
  }

  /** A value of the item's. */
  record At(DocumentPath path) implements Operand {
    @Override
    public Optional<Value> of(Item item) {
      return path.in(item);
    }
  }

  /** The size of an operand, of a type that has one. */
  record Size(Operand operand) implements Operand {
    @Override
    public Optional<Value> of(Item item) {
      return operand
          .of(item)
          .flatMap(Size::size)
          .map(size -> new Value.N(BigDecimal.valueOf(size)));
    }

    private static Optional<Integer> size(Value value) {
      return switch (value) {
        case Value.S(String text) -> Optional.of(text.length());
        case Value.B(Bytes bytes) -> Optional.of(bytes.size());
        case Value.SS set -> Optional.of(set.elements().size());
        case Value.NS set -> Optional.of(set.elements().size());
        case Value.BS set -> Optional.of(set.elements().size());
        case Value.L list -> Optional.of(list.elements().size());
        case Value.M map -> Optional.of(map.members().size());
        case Value.N number -> Optional.empty();
        case Value.Bool flag -> Optional.empty();
        case Value.Null none -> Optional.empty();
      };
    }
  }
}
