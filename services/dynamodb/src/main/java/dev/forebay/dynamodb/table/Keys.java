package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.KeyAttribute;
import dev.forebay.dynamodb.value.KeyBytes;
import dev.forebay.dynamodb.value.KeySchema;
import dev.forebay.dynamodb.value.Sizes;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of items and of index entries, and AWS's checks of them.
 *
 * <p>An item's key: the hash of its partition key, then its sort key. An entry's key: the hash of
 * the index's partition key, its sort key, and the item's key, cut and hashed if it is long.
 */
public final class Keys {
  private static final int LARGEST_HASH = 2_048;
  private static final int LARGEST_RANGE = 1_024;
  private static final int LONGEST_TAIL = 700;

  private Keys() {}

  /**
   * The key of an item that has all attributes.
   *
   * @throws dev.forebay.wire.AwsException 400 when its key is not one of the table's
   */
  public static Bytes ofItem(KeySchema keys, Item item) {
    for (KeyAttribute attribute : keys.attributes()) {
      Value value = item.attributes().get(attribute.name());
      if (value == null) {
        throw Errors.invalidParameters("Missing the key " + attribute.name() + " in the item");
      }
      if (!value.type().equals(attribute.type())) {
        throw Errors.invalidParameters(
            "Type mismatch for key "
                + attribute.name()
                + " expected: "
                + attribute.type()
                + " actual: "
                + value.type());
      }
    }
    checkValues(keys, item);
    return bytes(keys, item);
  }

  /**
   * The key that a request names: its attributes and no others.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is not one of the table's
   */
  public static Bytes ofKey(KeySchema keys, Item key) {
    checkSchema(keys, key);
    checkValues(keys, key);
    return bytes(keys, key);
  }

  private static void checkSchema(KeySchema keys, Item key) {
    if (key.attributes().size() != keys.attributes().size()) {
      throw Errors.validation("The provided key element does not match the schema");
    }
    for (KeyAttribute attribute : keys.attributes()) {
      Value value = key.attributes().get(attribute.name());
      if (value == null || !value.type().equals(attribute.type())) {
        throw Errors.validation("The provided key element does not match the schema");
      }
    }
  }

  private static void checkValues(KeySchema keys, Item item) {
    for (KeyAttribute attribute : keys.attributes()) {
      Value value = value(item, attribute);
      if (isEmpty(value)) {
        throw empty(attribute);
      }
    }
    check(value(item, keys.hash()), LARGEST_HASH, "hashkey");
    if (keys.range().isPresent()) {
      check(value(item, keys.range().get()), LARGEST_RANGE, "rangekey");
    }
  }

  /** The refusal of an empty value in a key. */
  public static RuntimeException empty(KeyAttribute attribute) {
    return Errors.validation(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot"
            + " contain an empty "
            + (attribute.type().equals("S") ? "string" : "binary")
            + " value. Key: "
            + attribute.name());
  }

  private static Value value(Item item, KeyAttribute attribute) {
    return item.get(attribute.name())
        .orElseThrow(() -> new IllegalStateException("checked before: " + attribute.name()));
  }

  /** Whether a value is an empty text or binary. */
  public static boolean isEmpty(Value value) {
    return (value instanceof Value.S(String text) && text.isEmpty())
        || (value instanceof Value.B(Bytes bytes) && bytes.isEmpty());
  }

  private static void check(Value value, int most, String which) {
    if (Sizes.of(value) > most) {
      throw Errors.invalidParameters(
          "Size of "
              + which
              + " has exceeded the maximum size limit of"
              + (which.equals("hashkey") ? "2048 bytes" : "1024 bytes"));
    }
  }

  /** The bytes of a key that was checked. */
  public static Bytes bytes(KeySchema keys, Item item) {
    byte[] hash = KeyBytes.hash(value(item, keys.hash()));
    return keys.range().isEmpty()
        ? Bytes.wrap(hash)
        : KeyBytes.join(hash, KeyBytes.ordered(value(item, keys.range().get())));
  }

  /** The key of an index's entry for an item, if the item belongs into the index. */
  public static Optional<Bytes> entryOf(KeySchema index, Item item, Bytes itemKey) {
    @Nullable Value hash = item.attributes().get(index.hash().name());
    if (hash == null || !hash.type().equals(index.hash().type())) {
      return Optional.empty();
    }
    if (index.range().isEmpty()) {
      return Optional.of(KeyBytes.join(KeyBytes.hash(hash), tail(itemKey)));
    }
    @Nullable Value range = item.attributes().get(index.range().get().name());
    if (range == null || !range.type().equals(index.range().get().type())) {
      return Optional.empty();
    }
    return Optional.of(
        KeyBytes.join(
            KeyBytes.hash(hash), KeyBytes.grouped(KeyBytes.ordered(range)), tail(itemKey)));
  }

  /** An item's key at the end of another one. */
  static byte[] tail(Bytes itemKey) {
    byte[] bytes = itemKey.toArray();
    return bytes.length <= LONGEST_TAIL
        ? bytes
        : KeyBytes.join(Arrays.copyOf(bytes, LONGEST_TAIL), KeyBytes.hash(bytes)).toArray();
  }
}
