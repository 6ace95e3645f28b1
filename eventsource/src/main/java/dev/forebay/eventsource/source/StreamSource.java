package dev.forebay.eventsource.source;

import java.time.Duration;
import java.util.List;

/**
 * A source of shards, each read in order from a position. What a stream's author writes: how to
 * fetch. A stream is settled by the engine's checkpoint. Thread-safe; calls block.
 *
 * @see QueueSource for what is deleted when it is done
 */
public interface StreamSource {
  /**
   * The shards that the stream has, closed ones with records too.
   *
   * @throws SourceException when they cannot be listed now
   */
  List<Shard> shards();

  /** How long the stream keeps its records. */
  Duration retention();

  /**
   * Opens a shard.
   *
   * @throws SourceException when it cannot be read now
   */
  ShardReader open(String shard, ReadFrom from);

  /** How often to look for records although nothing has woken the reader, in real time. */
  Duration pollEvery();

  /** The members besides the records that an event of a tumbling window names: the stream's ARN. */
  String arn();
}
