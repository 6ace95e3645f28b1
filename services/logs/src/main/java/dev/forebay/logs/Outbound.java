package dev.forebay.logs;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;

/**
 * A chunk that a group's subscription filters have yet to see. Written with the chunk, removed when
 * what they want of it has arrived or is kept by who delivers it. Immutable.
 *
 * @param key its own row
 * @param groupId the group
 * @param sequence of the chunk
 * @param streamId of the stream
 * @param first the time of the chunk's first event
 * @param group the group's name
 * @param stream the stream's name
 */
record Outbound(
    RowKey key,
    long groupId,
    long sequence,
    long streamId,
    long first,
    String group,
    String stream) {

  /** The row's value for a chunk. */
  static Bytes encode(EventChunk chunk, LogGroupRow group, LogStreamRow stream) {
    return new Encoder()
        .fixed(stream.id())
        .fixed(chunk.first())
        .text(group.name())
        .text(stream.name())
        .bytes();
  }

  static Outbound of(Row row) {
    Decoder key = new Decoder(row.key().key());
    Decoder value = new Decoder(row.value());
    return new Outbound(
        row.key(),
        key.fixed(),
        key.fixed(),
        value.fixed(),
        value.fixed(),
        value.text(),
        value.text());
  }

  /** The chunk's row. */
  RowKey chunk() {
    return LogTables.eventKey(streamId, first, sequence);
  }
}
