package dev.forebay.firehose;

import dev.forebay.eventsource.engine.Engine;
import dev.forebay.eventsource.mapping.EventSource;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.mapping.MappingId;
import dev.forebay.eventsource.mapping.MappingState;
import dev.forebay.eventsource.mapping.Options;
import dev.forebay.eventsource.mapping.QueueOptions;
import dev.forebay.eventsource.mapping.Recorded;
import dev.forebay.eventsource.mapping.StartingPosition;
import dev.forebay.eventsource.mapping.StreamOptions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.Arn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Has the engine of event source mappings read the data streams that delivery streams have as their
 * sources: from what comes after the delivery stream was made, on from its checkpoints after a
 * restart. Thread-safe.
 */
final class Sources {
  private static final int BATCH = 500;

  private final Streams streams;
  private final Intake intake;
  private volatile @Nullable Engine engine;

  Sources(Streams streams, Intake intake) {
    this.streams = streams;
    this.intake = intake;
  }

  /** Goes on with what an earlier run of the server has left. */
  void start(Engine reader) {
    engine = reader;
    streams.everywhere().forEach(stream -> tell(stream, MappingState.ENABLED));
  }

  /** The stream was made: reads its source, if it has one. */
  void follow(OpenStream stream) {
    tell(stream, MappingState.ENABLED);
  }

  /** The stream is no more. */
  void forget(OpenStream stream) {
    tell(stream, MappingState.DELETING);
  }

  private void tell(OpenStream stream, MappingState state) {
    StreamRow.Source source = stream.row().source();
    if (source == null) {
      return;
    }
    Engine reader = engine;
    if (reader == null) {
      throw new IllegalStateException("no source is read before the start");
    }
    reader.changed(mapping(stream, source, state), new SourceRecipient(stream, source, intake));
  }

  private static Mapping mapping(OpenStream stream, StreamRow.Source source, MappingState state) {
    Arn arn =
        Arn.parse(source.arn())
            .orElseThrow(() -> new IllegalStateException("checked: " + source.arn()));
    return new Mapping(
        new MappingId(stream.place(), UUID.fromString(stream.row().uuid())),
        new FunctionTarget(new FunctionId(stream.place(), stream.row().name()), Optional.empty()),
        new EventSource.Stream(arn, new StartingPosition.Latest()),
        new Options(BATCH, Duration.ZERO, false, StreamOptions.DEFAULT, QueueOptions.DEFAULT),
        List.of(),
        new Mapping.Status(
            state,
            state == MappingState.ENABLED,
            "",
            Instant.ofEpochMilli(stream.row().created()),
            1),
        Recorded.NONE,
        Map.of());
  }
}
