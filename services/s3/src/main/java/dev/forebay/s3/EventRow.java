package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.time.Instant;

/**
 * An event for one target, until it has been handed over. Immutable.
 *
 * @param target the ARN of a function, a queue or a topic; empty for the event bus
 * @param name such as {@code ObjectCreated:Put}
 * @param text what the target gets
 * @param time when it happened
 */
record EventRow(String target, String name, String text, Instant time) {
  Bytes encode() {
    return new Encoder().text(target).text(name).text(text).number(time.toEpochMilli()).bytes();
  }

  static EventRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    return new EventRow(in.text(), in.text(), in.text(), Instant.ofEpochMilli(in.number()));
  }
}
