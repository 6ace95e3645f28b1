package dev.forebay.logs;

import dev.forebay.model.Bytes;

/**
 * A log stream as it is stored. Immutable.
 *
 * <p>So that not every batch rewrites this row, the last event's time is a ceiling, rounded up to
 * the next whole minute, and the sum of bytes lags behind by what arrived since the last rewrite.
 *
 * @param id distinguishes it from an earlier stream of the same name
 * @param name 1 to 512 characters
 * @param created milliseconds since the epoch
 * @param firstEvent no event is earlier; {@link Long#MAX_VALUE} while there is none
 * @param lastEventCeiling no event is later; 0 while there is none
 * @param lastIngestion when the batch arrived that last rewrote this row
 * @param bytes as AWS counts: UTF-8 and 26 for each event
 */
record LogStreamRow(
    long id,
    String name,
    long created,
    long firstEvent,
    long lastEventCeiling,
    long lastIngestion,
    long bytes) {
  private static final long MINUTE = 60_000;

  static LogStreamRow fresh(long id, String name, long created) {
    return new LogStreamRow(id, name, created, Long.MAX_VALUE, 0, 0, 0);
  }

  boolean isEmpty() {
    return lastEventCeiling == 0;
  }

  /** Whether events of this span lie within what the row says already. */
  boolean covers(long first, long last) {
    return first >= firstEvent && last <= lastEventCeiling;
  }

  /** The row once events of this span have arrived. */
  LogStreamRow with(long first, long last, long ingested, long moreBytes) {
    return new LogStreamRow(
        id,
        name,
        created,
        Math.min(firstEvent, first),
        Math.max(lastEventCeiling, (last / MINUTE + 1) * MINUTE),
        ingested,
        bytes + moreBytes);
  }

  /** The row once its oldest events are gone. */
  LogStreamRow without(long fewerBytes, long keptSince) {
    return new LogStreamRow(
        id,
        name,
        created,
        Math.max(firstEvent, keptSince),
        lastEventCeiling,
        lastIngestion,
        Math.max(0, bytes - fewerBytes));
  }

  Bytes encode() {
    return new Encoder()
        .fixed(id)
        .text(name)
        .number(created)
        .number(firstEvent)
        .number(lastEventCeiling)
        .number(lastIngestion)
        .number(bytes)
        .bytes();
  }

  static LogStreamRow decode(Bytes encoded) {
    Decoder in = new Decoder(encoded);
    return new LogStreamRow(
        in.fixed(), in.text(), in.number(), in.number(), in.number(), in.number(), in.number());
  }
}
