package dev.forebay.kinesis;

import dev.forebay.wire.AwsException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader wants to begin. Immutable.
 *
 * @param type one of AWS's five
 * @param number for AT_ and AFTER_SEQUENCE_NUMBER
 * @param timestamp for AT_TIMESTAMP
 * @param operation who asks, for messages
 */
record StartingPoint(
    String type, @Nullable String number, @Nullable Instant timestamp, String operation) {

  /** The place in the shard, or AWS's error. */
  Cursor cursor(OpenStream stream, ShardRow shard, ShardReader reader, long now) {
    return switch (type) {
      case "TRIM_HORIZON" -> {
        refuseNumber();
        yield reader.oldest();
      }
      case "LATEST" -> {
        refuseNumber();
        yield reader.latest();
      }
      case "AT_SEQUENCE_NUMBER" -> reader.at(number(stream, shard));
      case "AFTER_SEQUENCE_NUMBER" -> reader.after(number(stream, shard));
      case "AT_TIMESTAMP" -> reader.at(timestamp(now));
      default -> throw KinesisErrors.invalid("Unknown type of shard iterator: " + type);
    };
  }

  /**
   * A number such that what follows it is what {@link #cursor} leads to.
   *
   * @param mark how far the shard was durable, before the cursor was asked for
   */
  SequenceNumber before(OpenStream stream, ShardRow shard, ShardWriter.Mark mark, long now) {
    return switch (type) {
      case "LATEST" -> shard.number(mark.index(), mark.millis());
      case "AT_TIMESTAMP" -> shard.number(0, Math.max(0, timestamp(now).toEpochMilli()));
      case "AT_SEQUENCE_NUMBER" -> number(stream, shard).previous();
      case "AFTER_SEQUENCE_NUMBER" -> number(stream, shard);
      default -> shard.first();
    };
  }

  private void refuseNumber() {
    if (number != null) {
      throw mismatch("also a StartingSequenceNumber");
    }
  }

  private SequenceNumber number(OpenStream stream, ShardRow shard) {
    if (number == null) {
      throw mismatch("no StartingSequenceNumber");
    }
    Optional<SequenceNumber> parsed = SequenceNumber.parse(number);
    String subject =
        "StartingSequenceNumber "
            + number
            + " used in "
            + operation
            + " on shard "
            + shard.id()
            + " in stream "
            + stream.name()
            + " under account "
            + stream.place().account()
            + " is invalid";
    if (parsed.isEmpty()) {
      throw KinesisErrors.invalid(subject + ".");
    }
    if (parsed.get().shard() != shard.index()) {
      throw KinesisErrors.invalid(
          "Invalid StartingSequenceNumber. It encodes "
              + ShardRow.id(parsed.get().shard())
              + ", while it was used in a call to a shard with "
              + shard.id());
    }
    if (parsed.get().created() != shard.createdSeconds()) {
      throw KinesisErrors.invalid(subject + " because it did not come from this stream.");
    }
    return parsed.get();
  }

  private Instant timestamp(long now) {
    if (timestamp == null) {
      throw KinesisErrors.invalid(
          "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. Current"
              + " request has no timestamp parameter.");
    }
    if (timestamp.isAfter(Instant.ofEpochMilli(now))) {
      throw KinesisErrors.invalid(
          "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
              + " timestampInMillis: "
              + timestamp.toEpochMilli()
              + ", currentTimestampInMillis: "
              + now);
    }
    return timestamp;
  }

  private AwsException mismatch(String found) {
    return KinesisErrors.invalid(
        "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and"
            + " StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber."
            + " Request specified "
            + type
            + " and "
            + found
            + ".");
  }
}
