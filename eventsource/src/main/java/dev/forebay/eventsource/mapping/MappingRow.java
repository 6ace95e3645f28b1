package dev.forebay.eventsource.mapping;

import dev.forebay.eventsource.mapping.QueueOptions.ProvisionedPollers;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Qualifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A mapping as it is stored. Immutable; a change of its members changes the stored form. */
record MappingRow(
    UUID uuid,
    String function,
    Optional<String> qualifier,
    Source source,
    Batch batch,
    Failures failures,
    Scale scale,
    List<String> filters,
    State state,
    Optional<String> kmsKeyArn,
    Optional<List<String>> metrics,
    Map<String, String> tags) {

  /** By UUID. */
  static final Table<MappingRow> TABLE = new Table<>("event-source-mappings", MappingRow.class);

  /** The kinds of source; the names are stored. */
  enum Kind {
    QUEUE,
    STREAM,
    CONSUMER,
    TABLE_STREAM
  }

  /** The kinds of starting position; the names are stored. */
  enum Start {
    LATEST,
    TRIM_HORIZON,
    AT_TIMESTAMP
  }

  record Source(
      Kind kind,
      String arn,
      Optional<String> stream,
      Optional<Start> start,
      Optional<Long> timestampMillis) {
    static Source of(EventSource source) {
      return switch (source) {
        case EventSource.Queue(Arn arn) ->
            new Source(
                Kind.QUEUE, arn.toString(), Optional.empty(), Optional.empty(), Optional.empty());
        case EventSource.Stream(Arn arn, StartingPosition start) ->
            new Source(
                Kind.STREAM,
                arn.toString(),
                Optional.empty(),
                Optional.of(start(start)),
                timestamp(start));
        case EventSource.Consumer(Arn arn, Arn stream, StartingPosition start) ->
            new Source(
                Kind.CONSUMER,
                arn.toString(),
                Optional.of(stream.toString()),
                Optional.of(start(start)),
                timestamp(start));
        case EventSource.TableStream(Arn arn, StartingPosition start) ->
            new Source(
                Kind.TABLE_STREAM,
                arn.toString(),
                Optional.empty(),
                Optional.of(start(start)),
                timestamp(start));
      };
    }

    EventSource toSource() {
      return switch (kind) {
        case QUEUE -> new EventSource.Queue(parse(arn));
        case STREAM -> new EventSource.Stream(parse(arn), position());
        case TABLE_STREAM -> new EventSource.TableStream(parse(arn), position());
        case CONSUMER ->
            new EventSource.Consumer(parse(arn), parse(stream.orElseThrow()), position());
      };
    }

    private StartingPosition position() {
      return switch (start.orElseThrow()) {
        case LATEST -> new StartingPosition.Latest();
        case TRIM_HORIZON -> new StartingPosition.TrimHorizon();
        case AT_TIMESTAMP ->
            new StartingPosition.AtTimestamp(Instant.ofEpochMilli(timestampMillis.orElseThrow()));
      };
    }

    private static Start start(StartingPosition position) {
      return switch (position) {
        case StartingPosition.Latest latest -> Start.LATEST;
        case StartingPosition.TrimHorizon horizon -> Start.TRIM_HORIZON;
        case StartingPosition.AtTimestamp at -> Start.AT_TIMESTAMP;
      };
    }

    private static Optional<Long> timestamp(StartingPosition position) {
      return position instanceof StartingPosition.AtTimestamp(Instant timestamp)
          ? Optional.of(timestamp.toEpochMilli())
          : Optional.empty();
    }
  }

  record Batch(int size, long windowSeconds, boolean reportItemFailures) {}

  record Failures(
      int parallelizationFactor,
      boolean bisect,
      Optional<Integer> retries,
      Optional<Long> ageSeconds,
      long tumblingSeconds,
      Optional<String> destination) {}

  record Scale(
      Optional<Integer> maximumConcurrency,
      Optional<Integer> minimumPollers,
      Optional<Integer> maximumPollers) {}

  record State(
      MappingState state, boolean enabled, String reason, long modifiedMillis, long version) {}

  static Key key(UUID uuid) {
    return Key.of(uuid.toString());
  }

  static MappingRow of(Mapping mapping) {
    Options options = mapping.options();
    StreamOptions stream = options.stream();
    Optional<ProvisionedPollers> pollers = options.queue().provisioned();
    Mapping.Status status = mapping.status();
    return new MappingRow(
        mapping.id().uuid(),
        mapping.function().function().name(),
        mapping.function().qualifier().map(Qualifier::value),
        Source.of(mapping.source()),
        new Batch(
            options.batchSize(),
            options.batchingWindow().toSeconds(),
            options.reportBatchItemFailures()),
        new Failures(
            stream.parallelizationFactor(),
            stream.bisectBatchOnFunctionError(),
            stream.maximumRetryAttempts(),
            stream.maximumRecordAge().map(Duration::toSeconds),
            stream.tumblingWindow().toSeconds(),
            stream.onFailure().map(Arn::toString)),
        new Scale(
            options.queue().maximumConcurrency(),
            pollers.map(ProvisionedPollers::minimum),
            pollers.map(ProvisionedPollers::maximum)),
        mapping.filters(),
        new State(
            status.state(),
            status.enabled(),
            status.reason(),
            status.modified().toEpochMilli(),
            status.version()),
        mapping.recorded().kmsKeyArn(),
        mapping.recorded().metrics(),
        mapping.tags());
  }

  Mapping toMapping(AccountRegion place) {
    return new Mapping(
        new MappingId(place, uuid),
        new FunctionTarget(new FunctionId(place, function), qualifier.map(Qualifier::new)),
        source.toSource(),
        new Options(
            batch.size(),
            Duration.ofSeconds(batch.windowSeconds()),
            batch.reportItemFailures(),
            new StreamOptions(
                failures.parallelizationFactor(),
                failures.bisect(),
                failures.retries(),
                failures.ageSeconds().map(Duration::ofSeconds),
                Duration.ofSeconds(failures.tumblingSeconds()),
                failures.destination().map(MappingRow::parse)),
            new QueueOptions(
                scale.maximumConcurrency(),
                scale
                    .minimumPollers()
                    .map(minimum ->
                        new ProvisionedPollers(minimum, scale.maximumPollers().orElseThrow())))),
        filters,
        new Mapping.Status(
            state.state(),
            state.enabled(),
            state.reason(),
            Instant.ofEpochMilli(state.modifiedMillis()),
            state.version()),
        new Recorded(kmsKeyArn, metrics),
        tags);
  }

  private static Arn parse(String arn) {
    return Arn.parse(arn).orElseThrow(() -> new IllegalStateException("stored as an ARN: " + arn));
  }
}
