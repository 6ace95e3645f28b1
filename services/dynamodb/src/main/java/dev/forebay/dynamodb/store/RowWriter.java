package dev.forebay.dynamodb.store;

import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.ItemCodec;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a row's value or key: numbers in eight bytes, texts with their length first. {@link
 * RowReader} reads it back. Confined to one thread.
 */
public final class RowWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

  /** Eight bytes that order as the number does if it is not negative. */
  public RowWriter number(long value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  /** A flag. */
  public RowWriter flag(boolean value) {
    out.write(value ? 1 : 0);
    return this;
  }

  /** Bytes with their length. */
  public RowWriter bytes(byte[] bytes) {
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  /** A text with its length. */
  public RowWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes without their length: the last thing in a key. */
  public RowWriter rest(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A text that may not be there. */
  public RowWriter optional(Optional<String> text) {
    flag(text.isPresent());
    text.ifPresent(this::text);
    return this;
  }

  /** Texts. */
  public RowWriter texts(Collection<String> texts) {
    number(texts.size());
    texts.forEach(this::text);
    return this;
  }

  /** Names and values. */
  public RowWriter map(Map<String, String> map) {
    number(map.size());
    map.forEach((key, value) -> text(key).text(value));
    return this;
  }

  /** An attribute of a key. */
  public RowWriter attribute(KeyAttribute attribute) {
    return text(attribute.name()).text(attribute.type());
  }

  /** A key. */
  public RowWriter keys(KeySchema keys) {
    attribute(keys.hash());
    flag(keys.range().isPresent());
    keys.range().ifPresent(this::attribute);
    return this;
  }

  /** An item that may not be there. */
  public RowWriter item(Optional<Item> item) {
    flag(item.isPresent());
    item.ifPresent(there -> bytes(ItemCodec.encode(there)));
    return this;
  }

  /** What was written. */
  public Bytes done() {
    return Bytes.wrap(out.toByteArray());
  }
}
