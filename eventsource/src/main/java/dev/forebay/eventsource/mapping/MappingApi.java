package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Page;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.catalog.FunctionCatalog;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.tag.Taggable;
import dev.forebay.model.Clock;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/**
 * The operations on event source mappings. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html">How
 *     Lambda processes records from stream and queue-based event sources</a>
 */
public final class MappingApi {
  private static final int PAGE = 100;

  private final Mappings mappings;
  private final MappingChanges changes;
  private final FunctionReference functions;
  private final AtomicReference<Optional<SourceCheck>> sources =
      new AtomicReference<>(Optional.empty());

  /**
   * The operations.
   *
   * @param mappings where mappings are kept
   * @param catalog finds functions
   * @param clock stamps changes
   * @param random thread-safe; for UUIDs
   */
  public MappingApi(
      Mappings mappings, FunctionCatalog catalog, Clock clock, RandomGenerator random) {
    this.mappings = mappings;
    this.functions = new FunctionReference(catalog, random);
    this.changes = new MappingChanges(clock, random);
  }

  /**
   * Lets sources be looked at from now on; before the first operation is answered.
   *
   * @param calls made after the switchboard, which itself is made after these operations
   */
  public void start(RoleCalls calls) {
    sources.set(Optional.of(new SourceCheck(calls)));
  }

  /** Adds the handlers to the binding of {@code lambda}. */
  public void register(ServiceBinding.Builder lambda) {
    lambda
        .on("CreateEventSourceMapping", CreateEventSourceMappingRequest::builder, this::create)
        .on("GetEventSourceMapping", GetEventSourceMappingRequest::builder, this::get)
        .on("ListEventSourceMappings", ListEventSourceMappingsRequest::builder, this::list)
        .on("UpdateEventSourceMapping", UpdateEventSourceMappingRequest::builder, this::update)
        .on("DeleteEventSourceMapping", DeleteEventSourceMappingRequest::builder, this::delete);
  }

  /** The tags of mappings, for the operations on tags. */
  public Taggable tags() {
    return new MappingTags(mappings);
  }

  private CreateEventSourceMappingResponse create(
      CallContext context, CreateEventSourceMappingRequest request) {
    FunctionTarget function = FunctionReference.named(context.place(), request.functionName());
    Mapping mapping = changes.create(function, request, () -> functions.version(function));
    check(mapping);
    mappings.create(mapping);
    return Members.copy(answer(mapping), CreateEventSourceMappingResponse.builder()).build();
  }

  private GetEventSourceMappingResponse get(
      CallContext context, GetEventSourceMappingRequest request) {
    Mapping mapping =
        mappings.find(id(context, request.uuid())).orElseThrow(Refusals::resourceNotFound);
    return Members.copy(answer(mapping), GetEventSourceMappingResponse.builder()).build();
  }

  private UpdateEventSourceMappingResponse update(
      CallContext context, UpdateEventSourceMappingRequest request) {
    CreateEventSourceMappingRequest asked =
        Members.copy(request, CreateEventSourceMappingRequest.builder()).build();
    Optional<FunctionTarget> function =
        Optional.ofNullable(request.functionName())
            .map(name -> FunctionReference.named(context.place(), name));
    Mapping mapping =
        mappings.change(
            id(context, request.uuid()),
            "update",
            before -> {
              Mapping after = changes.update(before, function, asked);
              if (after.status().enabled() || function.isPresent()) {
                check(after);
              }
              return after;
            });
    return Members.copy(answer(mapping), UpdateEventSourceMappingResponse.builder()).build();
  }

  private DeleteEventSourceMappingResponse delete(
      CallContext context, DeleteEventSourceMappingRequest request) {
    MappingId id = id(context, request.uuid());
    Optional<String> last = mappings.lastResult(id);
    Mapping mapping = mappings.change(id, "delete", changes::delete);
    return Members.copy(MappingAnswer.of(mapping, last), DeleteEventSourceMappingResponse.builder())
        .build();
  }

  private ListEventSourceMappingsResponse list(
      CallContext context, ListEventSourceMappingsRequest request) {
    Optional<String> function =
        Optional.ofNullable(request.functionName())
            .map(name -> FunctionReference.named(context.place(), name).arn().toString());
    Optional<String> source = Optional.ofNullable(request.eventSourceArn());
    List<Mapping> meant =
        mappings.list(context.place()).stream()
            .filter(
                mapping -> function.map(mapping.function().arn().toString()::equals).orElse(true))
            .filter(mapping -> source.map(mapping.source().arn().toString()::equals).orElse(true))
            .toList();
    Page<EventSourceMappingConfiguration> page =
        Page.of(
                Page.Wanted.of("event source mappings", request.marker(), request.maxItems(), PAGE),
                meant,
                mapping -> mapping.id().uuid().toString())
            .map(this::answer);
    return ListEventSourceMappingsResponse.builder()
        .eventSourceMappings(page.items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private void check(Mapping mapping) {
    sources
        .get()
        .orElseThrow(() -> new IllegalStateException("called before the start"))
        .check(mapping.source(), functions.version(mapping.function()));
  }

  private EventSourceMappingConfiguration answer(Mapping mapping) {
    return MappingAnswer.of(mapping, mappings.lastResult(mapping.id()));
  }

  private static MappingId id(CallContext context, String uuid) {
    return new MappingId(
        context.place(), MappingTags.uuid(uuid).orElseThrow(Refusals::resourceNotFound));
  }
}
