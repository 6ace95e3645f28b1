package dev.forebay.dynamodb.value;

import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Items as stored bytes: a count, then for each attribute its name, a byte for the type and the
 * value; lengths and counts in seven-bit groups.
 */
public final class ItemCodec {
  private static final int MORE = 0x80;
  private static final int GROUP = 7;

  private ItemCodec() {}

  /** The bytes of an item. */
  public static byte[] encode(Item item) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    members(out, item.attributes());
    return out.toByteArray();
  }

  private static void members(ByteArrayOutputStream out, Map<String, Value> members) {
    count(out, members.size());
    members.forEach((name, value) -> {
      text(out, name);
      value(out, value);
    });
  }

  private static void value(ByteArrayOutputStream out, Value value) {
    switch (value) {
      case Value.S(String text) -> {
        out.write('s');
        text(out, text);
      }
      case Value.N(BigDecimal number) -> {
        out.write('n');
        number(out, number);
      }
      case Value.B(Bytes bytes) -> {
        out.write('b');
        bytes(out, bytes.toArray());
      }
      case Value.Bool(boolean flag) -> out.write(flag ? 't' : 'f');
      case Value.Null none -> out.write('0');
      case Value.L(List<Value> elements) -> {
        out.write('l');
        count(out, elements.size());
        elements.forEach(element -> value(out, element));
      }
      case Value.M(Map<String, Value> members) -> {
        out.write('m');
        members(out, members);
      }
      case Value.SS(Set<String> elements) -> {
        out.write('S');
        count(out, elements.size());
        elements.forEach(element -> text(out, element));
      }
      case Value.NS(Set<BigDecimal> elements) -> {
        out.write('N');
        count(out, elements.size());
        elements.forEach(element -> number(out, element));
      }
      case Value.BS(Set<Bytes> elements) -> {
        out.write('B');
        count(out, elements.size());
        elements.forEach(element -> bytes(out, element.toArray()));
      }
    }
  }

  private static void count(ByteArrayOutputStream out, int count) {
    int left = count;
    while (left >= MORE) {
      out.write(left | MORE);
      left >>>= GROUP;
    }
    out.write(left);
  }

  private static void bytes(ByteArrayOutputStream out, byte[] bytes) {
    count(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void text(ByteArrayOutputStream out, String text) {
    bytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void number(ByteArrayOutputStream out, BigDecimal number) {
    // Scales lie between -125 and 167: an offset makes them positive.
    count(out, number.scale() + 256);
    bytes(out, number.unscaledValue().toByteArray());
  }

  /** The item of stored bytes, from the buffer's position to its end. */
  public static Item decode(ByteBuffer in) {
    return new Item(members(in));
  }

  private static Map<String, Value> members(ByteBuffer in) {
    int count = count(in);
    Map<String, Value> members = new LinkedHashMap<>(count * 2);
    for (int i = 0; i < count; i++) {
      members.put(text(in), value(in));
    }
    return members;
  }

  private static Value value(ByteBuffer in) {
    byte type = in.get();
    return switch (type) {
      case 's' -> new Value.S(text(in));
      case 'n' -> new Value.N(number(in));
      case 'b' -> new Value.B(Bytes.wrap(bytes(in)));
      case 't' -> new Value.Bool(true);
      case 'f' -> new Value.Bool(false);
      case '0' -> Value.Null.NULL;
      case 'l' -> new Value.L(list(in));
      case 'm' -> new Value.M(members(in));
      case 'S' -> {
        Set<String> set = new LinkedHashSet<>();
        for (int left = count(in); left > 0; left--) {
          set.add(text(in));
        }
        yield new Value.SS(set);
      }
      case 'N' -> {
        Set<BigDecimal> set = new LinkedHashSet<>();
        for (int left = count(in); left > 0; left--) {
          set.add(number(in));
        }
        yield new Value.NS(set);
      }
      case 'B' -> {
        Set<Bytes> set = new LinkedHashSet<>();
        for (int left = count(in); left > 0; left--) {
          set.add(Bytes.wrap(bytes(in)));
        }
        yield new Value.BS(set);
      }
      default -> throw new IllegalStateException("no type of a stored value: " + type);
    };
  }

  private static List<Value> list(ByteBuffer in) {
    int count = count(in);
    List<Value> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(value(in));
    }
    return list;
  }

  private static int count(ByteBuffer in) {
    int count = 0;
    int shift = 0;
    while (true) {
      int group = in.get();
      count |= (group & ~MORE & 0xff) << shift;
      if ((group & MORE) == 0) {
        return count;
      }
      shift += GROUP;
    }
  }

  private static byte[] bytes(ByteBuffer in) {
    byte[] bytes = new byte[count(in)];
    in.get(bytes);
    return bytes;
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static BigDecimal number(ByteBuffer in) {
    int scale = count(in) - 256;
    BigDecimal number = new BigDecimal(new BigInteger(bytes(in)), scale);
    return number.signum() == 0 ? BigDecimal.ZERO : number;
  }
}
