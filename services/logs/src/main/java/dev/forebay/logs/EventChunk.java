package dev.forebay.logs;

import dev.forebay.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Events that arrived together, in order of their times, stored as one row. A chunk spans at most
 * {@link #SPAN_MILLIS}, which bounds how far chunks overlap and thus how much a reader sorts.
 * Immutable.
 *
 * @param sequence orders chunks that begin at the same time
 * @param ingested when it arrived, in milliseconds
 * @param events at least one
 */
record EventChunk(long sequence, long ingested, List<LogLine> events) {
  /** Between the first and the last event of a chunk, at most. */
  static final long SPAN_MILLIS = 10_000;

  private static final int MAX_BYTES = 128 * 1024;

  EventChunk {
    events = List.copyOf(events);
  }

  /** The time of the first event. */
  long first() {
    return events.getFirst().timestamp();
  }

  /** The time of the last event. */
  long last() {
    return events.getLast().timestamp();
  }

  /** Cuts events, in any order of their times, into chunks. */
  static List<EventChunk> cut(List<LogLine> lines, long ingested, Sequence sequence) {
    List<LogLine> sorted = new ArrayList<>(lines);
    sorted.sort(Comparator.comparingLong(LogLine::timestamp));
    List<EventChunk> chunks = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < sorted.size(); i++) {
      LogLine line = sorted.get(i);
      boolean full =
          i > from
              && (bytes + line.message().length() > MAX_BYTES
                  || line.timestamp() - sorted.get(from).timestamp() > SPAN_MILLIS);
      if (full) {
        chunks.add(new EventChunk(sequence.next(ingested), ingested, sorted.subList(from, i)));
        from = i;
        bytes = 0;
      }
      bytes += line.message().length();
    }
    if (from < sorted.size()) {
      chunks.add(
          new EventChunk(sequence.next(ingested), ingested, sorted.subList(from, sorted.size())));
    }
    return chunks;
  }

  /** As AWS counts: UTF-8 and 26 for each event. */
  static long countBytes(List<LogLine> lines) {
    long bytes = 0;
    for (LogLine line : lines) {
      bytes += line.message().getBytes(StandardCharsets.UTF_8).length + StoredEvent.OVERHEAD;
    }
    return bytes;
  }

  Bytes encode() {
    Encoder out = new Encoder().number(ingested).number(events.size());
    long first = first();
    for (LogLine event : events) {
      out.number(event.timestamp() - first).text(event.message());
    }
    return out.bytes();
  }

  static EventChunk decode(long first, long sequence, Bytes value) {
    Decoder in = new Decoder(value);
    long ingested = in.number();
    int count = (int) in.number();
    List<LogLine> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      events.add(new LogLine(first + in.number(), in.text()));
    }
    return new EventChunk(sequence, ingested, events);
  }

  /** Adds its events to a collection. */
  void addTo(java.util.Collection<StoredEvent> target) {
    for (int i = 0; i < events.size(); i++) {
      LogLine event = events.get(i);
      target.add(
          new StoredEvent(new Position(event.timestamp(), sequence, i), ingested, event.message()));
    }
  }
}
