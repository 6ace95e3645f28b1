package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.storage.Log.Position;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where records enter their stream, however they came. Thread-safe. */
final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Streams streams;
  private final Lanes lanes;

  Intake(Streams streams, Lanes lanes) {
    this.streams = streams;
    this.lanes = lanes;
  }

  /**
   * Takes records in, which are durable when it returns.
   *
   * @return their positions, in their order
   * @throws dev.forebay.wire.AwsException when it stays unknown whether they were stored
   */
  List<Position> take(OpenStream stream, List<Held> records) {
    if (stream.design().backup().isPresent()) {
      lanes.append(stream, Stage.BACKUP, records);
    }
    return stream.design().transformation().isPresent()
        ? lanes.append(stream, Stage.TRANSFORM, records)
        : lanes.append(
            stream, Stage.DELIVER, records.stream().map(stream.design()::delimited).toList());
  }

  /** Takes in what a source had, as the stream now wants it; drops it when the stream is gone. */
  void take(AccountRegion place, StreamRow row, List<Held> records) {
    streams
        .find(place, row.name())
        .filter(stream -> stream.row().uuid().equals(row.uuid()))
        .ifPresent(stream -> take(stream, records));
  }

  /** A source cannot be read any more. */
  void lost(Arn stream, String reason) {
    LOG.error("{}: its source is not read any more: {}", stream, reason);
  }
}
