package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.Item;
import dev.forebay.dynamodb.value.Sizes;
import dev.forebay.model.Bytes;
import java.util.Optional;

/**
 * What a stream tells of one change. Immutable.
 *
 * @param at when, in milliseconds of the epoch
 * @param event what happened to the item
 * @param cause who did it
 * @param keys the item's key
 * @param before the item as it was, if the stream shows it
 * @param after the item as it is, if the stream shows it
 */
record ChangeRecord(
    long at, Event event, Cause cause, Item keys, Optional<Item> before, Optional<Item> after) {
  /** What happened to the item. */
  enum Event {
    /** There was none of this key. */
    INSERT,
    /** There was one of this key, and it is another now. */
    MODIFY,
    /** It is no more. */
    REMOVE
  }

  /** The bytes of the record as AWS counts them. */
  long size() {
    return (long) Sizes.of(keys) + before.map(Sizes::of).orElse(0) + after.map(Sizes::of).orElse(0);
  }

  Bytes encode() {
    return new RowWriter()
        .number(at)
        .text(event.name())
        .text(cause.name())
        .item(Optional.of(keys))
        .item(before)
        .item(after)
        .done();
  }

  static ChangeRecord decode(Bytes bytes) {
    RowReader in = new RowReader(bytes);
    return new ChangeRecord(
        in.number(),
        Event.valueOf(in.text()),
        Cause.valueOf(in.text()),
        in.item().orElse(Item.EMPTY),
        in.item(),
        in.item());
  }
}
