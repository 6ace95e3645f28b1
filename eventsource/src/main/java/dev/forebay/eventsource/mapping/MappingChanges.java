package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.tag.TagRules;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;

/** What requests make of mappings. Thread-safe. */
final class MappingChanges {
  private static final String REASON_OF_STREAMS = "User action";
  private static final String REASON_OF_QUEUES = "USER_INITIATED";

  private final Clock clock;
  private final RandomGenerator random;

  MappingChanges(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * A new mapping, in the state in which it is stored first.
   *
   * @param function as the request names it
   * @param lookUp throws when the function is not there; asked after the request itself
   * @throws dev.forebay.wire.AwsException 400 for what is missing, does not go together, or is not
   *     built yet
   */
  Mapping create(
      FunctionTarget function, CreateEventSourceMappingRequest request, Runnable lookUp) {
    SourceKind kind = kind(request);
    List<String> filters = filters(kind, request).orElse(List.of());
    TagRules.check(request.tags());
    return switch (kind) {
      case QUEUE -> {
        PositionRules.refuse(request);
        yield create(function, new EventSource.Queue(arn(request)), filters, request, lookUp);
      }
      case STREAM ->
          create(
              function,
              new EventSource.Stream(arn(request), PositionRules.read(kind, request, clock.now())),
              filters,
              request,
              lookUp);
      case CONSUMER ->
          create(
              function,
              new EventSource.Consumer(
                  arn(request),
                  SourceKind.streamOf(arn(request)),
                  PositionRules.read(kind, request, clock.now())),
              filters,
              request,
              lookUp);
      case TABLE_STREAM ->
          create(
              function,
              new EventSource.TableStream(
                  arn(request), PositionRules.read(kind, request, clock.now())),
              filters,
              request,
              lookUp);
      case KAFKA_CLUSTER, BROKER, DOCUMENTS, SELF_MANAGED_KAFKA -> {
        lookUp.run();
        throw MappingErrors.notBuilt(kind);
      }
    };
  }

  private Mapping create(
      FunctionTarget function,
      EventSource source,
      List<String> filters,
      CreateEventSourceMappingRequest request,
      Runnable lookUp) {
    boolean queue = source instanceof EventSource.Queue;
    Options options =
        OptionRules.apply(source, queue ? Options.OF_QUEUES : Options.OF_STREAMS, request);
    boolean enabled = Optional.ofNullable(request.enabled()).orElse(true);
    lookUp.run();
    if (!source.arn().region().equals(function.function().place().region().value())) {
      throw Refusals.invalidParameter(
          "The event source and the function must be in the same Region.");
    }
    return new Mapping(
        new MappingId(
            function.function().place(), UUID.fromString(RequestId.random(random).value())),
        function,
        source,
        options,
        filters,
        new Mapping.Status(
            queue && !enabled ? MappingState.DISABLED : MappingState.CREATING,
            enabled,
            queue ? REASON_OF_QUEUES : REASON_OF_STREAMS,
            clock.now(),
            1),
        recorded(Recorded.NONE, request),
        request.tags());
  }

  /**
   * A mapping after an update.
   *
   * @param function the function that the request names, if it does
   * @param request the update's members
   */
  Mapping update(
      Mapping before, Optional<FunctionTarget> function, CreateEventSourceMappingRequest request) {
    boolean enabled = Optional.ofNullable(request.enabled()).orElse(before.status().enabled());
    MappingState state =
        enabled == before.status().enabled()
            ? MappingState.UPDATING
            : enabled ? MappingState.ENABLING : MappingState.DISABLING;
    return new Mapping(
        before.id(),
        function.orElse(before.function()),
        before.source(),
        OptionRules.apply(before.source(), before.options(), request),
        filters(kind(before.source()), request).orElse(before.filters()),
        status(before, state, enabled),
        recorded(before.recorded(), request),
        before.tags());
  }

  /** A mapping that is to be deleted. */
  Mapping delete(Mapping before) {
    return before.with(status(before, MappingState.DELETING, before.status().enabled()));
  }

  private Mapping.Status status(Mapping before, MappingState state, boolean enabled) {
    return new Mapping.Status(
        state,
        enabled,
        before.source() instanceof EventSource.Queue ? REASON_OF_QUEUES : REASON_OF_STREAMS,
        clock.now(),
        before.status().version() + 1);
  }

  private static SourceKind kind(CreateEventSourceMappingRequest request) {
    SourceKind kind = SourceKind.of(request);
    if (kind == SourceKind.SELF_MANAGED_KAFKA && !request.hasSourceAccessConfigurations()) {
      throw Refusals.invalidParameter(
          "Required 'sourceAccessConfigurations' parameter is missing.");
    }
    return kind;
  }

  private static SourceKind kind(EventSource source) {
    return switch (source) {
      case EventSource.Queue queue -> SourceKind.QUEUE;
      case EventSource.Stream stream -> SourceKind.STREAM;
      case EventSource.Consumer consumer -> SourceKind.CONSUMER;
      case EventSource.TableStream stream -> SourceKind.TABLE_STREAM;
    };
  }

  private static Optional<List<String>> filters(
      SourceKind kind, CreateEventSourceMappingRequest request) {
    return Optional.ofNullable(request.filterCriteria())
        .map(criteria -> FilterRules.read(kind, criteria));
  }

  private static Recorded recorded(Recorded before, CreateEventSourceMappingRequest request) {
    return new Recorded(
        request.kmsKeyArn() == null
            ? before.kmsKeyArn()
            : Optional.of(request.kmsKeyArn()).filter(arn -> !arn.isEmpty()),
        request.metricsConfig() == null
            ? before.metrics()
            : Optional.of(request.metricsConfig().metricsAsStrings())
                .filter(metrics -> !metrics.isEmpty()));
  }

  private static Arn arn(CreateEventSourceMappingRequest request) {
    return Arn.parse(request.eventSourceArn()).orElseThrow(MappingErrors::unrecognized);
  }
}
