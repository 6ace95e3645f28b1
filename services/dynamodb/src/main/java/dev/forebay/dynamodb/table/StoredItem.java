package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.ItemCodec;
import dev.forebay.dynamodb.value.Sizes;
import dev.forebay.model.Bytes;
import java.nio.ByteBuffer;

/**
 * An item as it is stored: its size in four bytes, then the item.
 *
 * @param item the item
 * @param size its bytes as AWS counts them
 */
public record StoredItem(Item item, int size) {
  /** An item to store. */
  public static StoredItem of(Item item) {
    return new StoredItem(item, Sizes.of(item));
  }

  Bytes encode() {
    byte[] encoded = ItemCodec.encode(item);
    return Bytes.wrap(
        ByteBuffer.allocate(Integer.BYTES + encoded.length).putInt(size).put(encoded).array());
  }

  /** Whether an index has this item, of that key, at that entry. */
  public boolean isAt(IndexRow index, Bytes itemKey, Bytes entry) {
    return Keys.entryOf(index.keys(), item, itemKey).filter(entry::equals).isPresent();
  }

  /** What was stored. */
  public static StoredItem decode(Bytes bytes) {
    ByteBuffer in = bytes.toByteBuffer();
    int size = in.getInt();
    return new StoredItem(ItemCodec.decode(in), size);
  }
}
