package dev.forebay.dynamodb.value;

import dev.forebay.model.Bytes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Takes values from requests, with AWS's checks of each, and puts them into answers. */
public final class AttributeValues {
  private static final int DEEPEST = 32;

  private AttributeValues() {}

  /**
   * An item as a request has it.
   *
   * @throws dev.forebay.wire.AwsException 400 for a value that is none
   */
  public static Item item(Map<String, AttributeValue> attributes) {
    return new Item(members(attributes, 0));
  }

  /**
   * A value as a request has it.
   *
   * @throws dev.forebay.wire.AwsException 400 if it is none
   */
  public static Value value(@Nullable AttributeValue value) {
    return value(value, 0);
  }

  private static Map<String, Value> members(Map<String, AttributeValue> from, int depth) {
    Map<String, Value> to = new LinkedHashMap<>(from.size() * 2);
    for (Map.Entry<String, AttributeValue> entry : from.entrySet()) {
      to.put(entry.getKey(), value(entry.getValue(), depth));
    }
    return to;
  }

  private static Value value(@Nullable AttributeValue from, int depth) {
    int types = from == null ? 0 : types(from);
    if (from == null || types == 0) {
      throw Errors.validation(
          "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes");
    }
    if (types > 1) {
      throw Errors.validation(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
              + " supported datatypes");
    }
    if (depth > DEEPEST) {
      throw Errors.validation("Nesting Levels have exceeded supported limits");
    }
    if (from.s() != null) {
      return new Value.S(from.s());
    }
    if (from.n() != null) {
      return new Value.N(Numbers.parse(from.n()));
    }
    if (from.b() != null) {
      return new Value.B(Bytes.wrap(from.b().asByteArrayUnsafe()));
    }
    if (from.bool() != null) {
      return new Value.Bool(from.bool());
    }
    if (from.nul() != null) {
      return ofNull(from.nul());
    }
    if (from.hasM()) {
      return new Value.M(members(from.m(), depth + 1));
    }
    return from.hasL() ? list(from.l(), depth + 1) : set(from);
  }

  private static int types(AttributeValue value) {
    return (value.s() == null ? 0 : 1)
        + (value.n() == null ? 0 : 1)
        + (value.b() == null ? 0 : 1)
        + (value.bool() == null ? 0 : 1)
        + (value.nul() == null ? 0 : 1)
        + (value.hasM() ? 1 : 0)
        + (value.hasL() ? 1 : 0)
        + (value.hasSs() ? 1 : 0)
        + (value.hasNs() ? 1 : 0)
        + (value.hasBs() ? 1 : 0);
  }

  private static Value ofNull(boolean set) {
    if (!set) {
      throw Errors.invalidParameters("Null attribute value types must have the value of true");
    }
    return Value.Null.NULL;
  }

  private static Value list(List<AttributeValue> from, int depth) {
    List<Value> to = new ArrayList<>(from.size());
    for (AttributeValue element : from) {
      to.add(value(element, depth));
    }
    return new Value.L(to);
  }

  private static Value set(AttributeValue from) {
    if (from.hasSs()) {
      return texts(from.ss());
    }
    return from.hasNs() ? numbers(from.ns()) : binaries(from.bs());
  }

  private static Value texts(List<String> from) {
    if (from.isEmpty()) {
      throw Errors.invalidParameters("An string set  may not be empty");
    }
    Set<String> texts = new LinkedHashSet<>(from);
    if (texts.size() < from.size()) {
      throw Errors.invalidParameters(
          "Input collection [" + String.join(", ", from) + "] contains duplicates.");
    }
    return new Value.SS(texts);
  }

  private static Value numbers(List<String> from) {
    if (from.isEmpty()) {
      throw Errors.invalidParameters("An number set  may not be empty");
    }
    Set<BigDecimal> numbers = new LinkedHashSet<>();
    from.forEach(text -> numbers.add(Numbers.parse(text == null ? "" : text)));
    if (numbers.size() < from.size()) {
      throw Errors.validation("Input collection contains duplicates");
    }
    return new Value.NS(numbers);
  }

  private static Value binaries(List<SdkBytes> from) {
    if (from.isEmpty()) {
      throw Errors.invalidParameters("Binary sets should not be empty");
    }
    Set<Bytes> binaries = new LinkedHashSet<>();
    from.forEach(bytes -> binaries.add(Bytes.wrap(bytes.asByteArrayUnsafe())));
    if (binaries.size() < from.size()) {
      throw Errors.invalidParameters(
          from.stream()
              .map(bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe()))
              .collect(
                  Collectors.joining(
                      ", ", "Input collection [", "]of type BS contains duplicates.")));
    }
    return new Value.BS(binaries);
  }

  /** An item as an answer has it. */
  public static Map<String, AttributeValue> wire(Item item) {
    return wire(item.attributes());
  }

  private static Map<String, AttributeValue> wire(Map<String, Value> members) {
    Map<String, AttributeValue> wire = new LinkedHashMap<>(members.size() * 2);
    members.forEach((name, value) -> wire.put(name, wire(value)));
    return wire;
  }

  /** A value as an answer has it. */
  public static AttributeValue wire(Value value) {
    return switch (value) {
      case Value.S(String text) -> AttributeValue.fromS(text);
      case Value.N(BigDecimal number) -> AttributeValue.fromN(Numbers.text(number));
      case Value.B(Bytes bytes) -> AttributeValue.fromB(sdk(bytes));
      case Value.Bool(boolean flag) -> AttributeValue.fromBool(flag);
      case Value.Null none -> AttributeValue.fromNul(true);
      case Value.L(List<Value> elements) ->
          AttributeValue.fromL(elements.stream().map(AttributeValues::wire).toList());
      case Value.M(Map<String, Value> members) -> AttributeValue.fromM(wire(members));
      case Value.SS(Set<String> elements) -> AttributeValue.fromSs(List.copyOf(elements));
      case Value.NS(Set<BigDecimal> elements) ->
          AttributeValue.fromNs(elements.stream().map(Numbers::text).toList());
      case Value.BS(Set<Bytes> elements) ->
          AttributeValue.fromBs(elements.stream().map(AttributeValues::sdk).toList());
    };
  }

  private static SdkBytes sdk(Bytes bytes) {
    return SdkBytes.fromByteArrayUnsafe(bytes.toArray());
  }
}
