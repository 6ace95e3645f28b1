package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.dynamodb.value.KeyBytes;
import java.util.HexFormat;

/** Ids of events: 32 hexadecimal digits, the same whenever the record is read. */
final class EventIds {
  private EventIds() {}

  static String of(long stream, long number) {
    byte[] name = new RowWriter().number(stream).number(number).done().toArray();
    return HexFormat.of().formatHex(KeyBytes.hash(name));
  }
}
