package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What falls due at a place of the order. */
sealed interface Due {
  /** A message without group. */
  record Message(OperationId id, boolean delivered) implements Due {}

  /** A group, from which its first messages may be received. */
  record Group(String name) implements Due {}

  static Due decode(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    byte form = in.get();
    return form == 'G'
        ? new Group(StandardCharsets.UTF_8.decode(in).toString())
        : new Message(new OperationId(in.getLong(), in.getLong()), form == 'D');
  }

  default byte[] encode() {
    return switch (this) {
      case Message(OperationId id, boolean delivered) ->
          ByteBuffer.allocate(17)
              .put((byte) (delivered ? 'D' : 'N'))
              .putLong(id.high())
              .putLong(id.low())
              .array();
      case Group(String name) -> {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        yield ByteBuffer.allocate(1 + utf8.length).put((byte) 'G').put(utf8).array();
      }
    };
  }
}
