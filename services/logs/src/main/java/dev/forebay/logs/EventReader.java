package dev.forebay.logs;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Reads the events of one stream in order, forward or backward, chunk by chunk. Because a chunk
 * spans little time, a few chunks at a time are enough to put events of overlapping chunks in
 * order. Confined to one thread.
 */
final class EventReader {
  private static final int CHUNKS = 16;

  private final LogTables tables;
  private final Window window;
  private final boolean backward;
  private final PriorityQueue<StoredEvent> ready;
  private Bytes from;
  private Bytes to;
  private long frontier;
  private boolean exhausted;

  /**
   * What to read.
   *
   * @param streamId the stream
   * @param startMillis the first time, inclusive
   * @param endMillis the last time, inclusive
   * @param after only events after this position; forward only
   * @param before only events before this position; backward only
   */
  record Window(
      long streamId, long startMillis, long endMillis, Position after, Optional<Position> before) {
    boolean holds(StoredEvent event) {
      return event.timestamp() >= startMillis
          && event.timestamp() <= endMillis
          && event.position().compareTo(after) > 0
          && before.map(limit -> event.position().compareTo(limit) < 0).orElse(true);
    }
  }

  private EventReader(LogTables tables, Window window, boolean backward) {
    this.tables = tables;
    this.window = window;
    this.backward = backward;
    Comparator<StoredEvent> order = Comparator.comparing(StoredEvent::position);
    this.ready = new PriorityQueue<>(backward ? order.reversed() : order);
    long low = Math.max(window.startMillis(), window.after().timestamp());
    long high =
        Math.min(
            window.endMillis(),
            window.before().map(Position::timestamp).orElse(window.endMillis()));
    this.from =
        LogTables.eventKey(window.streamId(), Math.max(0, low - EventChunk.SPAN_MILLIS), 0).key();
    this.to =
        LogTables.eventKey(window.streamId(), Math.min(high, Long.MAX_VALUE - 1) + 1, 0).key();
    this.exhausted = from.compareTo(to) >= 0;
  }

  static EventReader forward(LogTables tables, Window window) {
    return new EventReader(tables, window, false);
  }

  static EventReader backward(LogTables tables, Window window) {
    return new EventReader(tables, window, true);
  }

  /** The next event without going past it. */
  Optional<StoredEvent> peek() {
    while (!exhausted && !isSettled()) {
      load();
    }
    return Optional.ofNullable(ready.peek());
  }

  /** The next event. */
  Optional<StoredEvent> next() {
    Optional<StoredEvent> next = peek();
    ready.poll();
    return next;
  }

  // No chunk still to be read can hold an event that comes before the first one that is ready.
  private boolean isSettled() {
    StoredEvent first = ready.peek();
    if (first == null) {
      return false;
    }
    return backward
        ? first.timestamp() > frontier + EventChunk.SPAN_MILLIS
        : first.timestamp() < frontier;
  }

  private void load() {
    List<Row> rows = tables.scan(new Range("event", from, Optional.of(to), backward), CHUNKS);
    for (Row row : rows) {
      Decoder key = new Decoder(row.key().key());
      key.fixed();
      frontier = key.fixed();
      java.util.ArrayList<StoredEvent> events = new java.util.ArrayList<>();
      EventChunk.decode(frontier, key.fixed(), row.value()).addTo(events);
      for (StoredEvent event : events) {
        if (window.holds(event)) {
          ready.add(event);
        }
      }
    }
    if (rows.size() < CHUNKS) {
      exhausted = true;
    } else if (backward) {
      to = rows.getLast().key().key();
    } else {
      from = after(rows.getLast().key().key());
    }
  }

  private static Bytes after(Bytes key) {
    return Bytes.wrap(java.util.Arrays.copyOf(key.toArray(), key.size() + 1));
  }
}
