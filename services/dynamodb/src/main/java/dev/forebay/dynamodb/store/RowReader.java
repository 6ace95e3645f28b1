package dev.forebay.dynamodb.store;

import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.ItemCodec;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Reads what {@link RowWriter} wrote; throws {@link java.nio.BufferUnderflowException} or {@link
 * IllegalArgumentException} for what it did not. Confined to one thread.
 */
public final class RowReader {
  private final ByteBuffer in;

  /** Reads a value or key from its start. */
  public RowReader(Bytes bytes) {
    this.in = bytes.toByteBuffer();
  }

  /** A number. */
  public long number() {
    return in.getLong();
  }

  /** A number that fits in 32 bits. */
  public int whole() {
    return Math.toIntExact(in.getLong());
  }

  /** A flag. */
  public boolean flag() {
    return in.get() == 1;
  }

  /** Bytes with their length. */
  public byte[] bytes() {
    long length = in.getLong();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("no such length: " + length);
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  /** A text with its length. */
  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** A text that may not be there. */
  public Optional<String> optional() {
    return flag() ? Optional.of(text()) : Optional.empty();
  }

  /** Texts. */
  public List<String> texts() {
    return list(this::text);
  }

  /** Names and values. */
  public Map<String, String> map() {
    Map<String, String> map = new TreeMap<>();
    for (long left = number(); left > 0; left--) {
      map.put(text(), text());
    }
    return map;
  }

  /** A count and as many elements. */
  public <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (long left = number(); left > 0; left--) {
      list.add(element.get());
    }
    return list;
  }

  /** An attribute of a key. */
  public KeyAttribute attribute() {
    return new KeyAttribute(text(), text());
  }

  /** A key. */
  public KeySchema keys() {
    KeyAttribute hash = attribute();
    return new KeySchema(hash, flag() ? Optional.of(attribute()) : Optional.empty());
  }

  /** An item that may not be there. */
  public Optional<Item> item() {
    return flag() ? Optional.of(ItemCodec.decode(ByteBuffer.wrap(bytes()))) : Optional.empty();
  }
}
