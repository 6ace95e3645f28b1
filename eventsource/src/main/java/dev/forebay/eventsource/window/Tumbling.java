package dev.forebay.eventsource.window;

import dev.forebay.eventsource.source.SourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Windows of one length, one after the other, by the arrival of records; they begin at whole
 * multiples of their length since 1970. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html">Implementing
 *     stateful Kinesis Data Streams processing in Lambda</a>
 * @param length TumblingWindowInSeconds, 1 to 900 s
 */
public record Tumbling(Duration length) {
  /** When the window of an instant starts. */
  public Instant start(Instant instant) {
    long seconds = length.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }

  /** The window of a record, not begun. */
  public OpenWindow windowOf(SourceRecord record) {
    Instant start = start(record.arrived());
    return OpenWindow.fresh(start, start.plus(length));
  }

  /**
   * How many of the records, from the first on, are of the first one's window, or of earlier ones.
   */
  public int sameWindow(List<SourceRecord> records) {
    Instant end = start(records.getFirst().arrived()).plus(length);
    int count = 1;
    while (count < records.size() && records.get(count).arrived().isBefore(end)) {
      count++;
    }
    return count;
  }
}
