package dev.forebay.dynamodb.value;

import dev.forebay.model.Bytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sizes as AWS counts them. See "DynamoDB item sizes and formats" in the Developer Guide. */
public final class Sizes {
  /** The most bytes that an item may have. */
  public static final int LARGEST_ITEM = 400 * 1024;

  private static final int CONTAINER = 3;

  private Sizes() {}

  /** An item's bytes: names and values. */
  public static int of(Item item) {
    return of(item.attributes());
  }

  private static int of(Map<String, Value> members) {
    int size = 0;
    for (Map.Entry<String, Value> member : members.entrySet()) {
      size += of(member.getKey()) + of(member.getValue());
    }
    return size;
  }

  /** A value's bytes, without the name of its attribute. */
  public static int of(Value value) {
    return switch (value) {
      case Value.S(String text) -> of(text);
      case Value.N(BigDecimal number) -> of(number);
      case Value.B(Bytes bytes) -> bytes.size();
      case Value.Bool flag -> 1;
      case Value.Null none -> 1;
      case Value.L(List<Value> elements) ->
          CONTAINER + elements.size() + elements.stream().mapToInt(Sizes::of).sum();
      case Value.M(Map<String, Value> members) -> CONTAINER + members.size() + of(members);
      case Value.SS(Set<String> elements) -> elements.stream().mapToInt(Sizes::of).sum();
      case Value.NS(Set<BigDecimal> elements) -> elements.stream().mapToInt(Sizes::of).sum();
      case Value.BS(Set<Bytes> elements) -> elements.stream().mapToInt(Bytes::size).sum();
    };
  }

  /** A text's bytes. */
  public static int of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return text.getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return text.length();
  }

  // A byte for each two digits, one for the exponent, one for the sign of a negative number.
  private static int of(BigDecimal number) {
    if (number.signum() == 0) {
      return 1;
    }
    return (number.precision() + 1) / 2 + 1 + (number.signum() < 0 ? 1 : 0);
  }
}
