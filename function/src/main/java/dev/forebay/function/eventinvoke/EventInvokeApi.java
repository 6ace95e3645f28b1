package dev.forebay.function.eventinvoke;

import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Page;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.model.Clock;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.FunctionEventInvokeConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionEventInvokeConfigsResponse;
import software.amazon.awssdk.services.lambda.model.OnFailure;
import software.amazon.awssdk.services.lambda.model.OnSuccess;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionEventInvokeConfigResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionEventInvokeConfigResponse;

/** The operations on the settings for asynchronous invocation. Thread-safe. */
public final class EventInvokeApi {
  private static final int PAGE = 50;

  private final Functions functions;
  private final Destinations destinations;
  private final Clock clock;

  /** The operations. */
  public EventInvokeApi(Functions functions, Clock clock, ExecutionRoles roles) {
    this.functions = functions;
    this.destinations = new Destinations(functions, roles);
    this.clock = clock;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("PutFunctionEventInvokeConfig", PutFunctionEventInvokeConfigRequest::builder, this::put)
        .on(
            "UpdateFunctionEventInvokeConfig",
            UpdateFunctionEventInvokeConfigRequest::builder,
            this::update)
        .on("GetFunctionEventInvokeConfig", GetFunctionEventInvokeConfigRequest::builder, this::get)
        .on(
            "DeleteFunctionEventInvokeConfig",
            DeleteFunctionEventInvokeConfigRequest::builder,
            this::delete)
        .on(
            "ListFunctionEventInvokeConfigs",
            ListFunctionEventInvokeConfigsRequest::builder,
            this::list);
  }

  private PutFunctionEventInvokeConfigResponse put(
      CallContext context, PutFunctionEventInvokeConfigRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    EventInvokeSettings settings =
        asked(
            target,
            Optional.ofNullable(request.maximumRetryAttempts()),
            Optional.ofNullable(request.maximumEventAgeInSeconds()),
            Optional.ofNullable(request.destinationConfig()));
    functions.change(
        target.function(), EventInvokeApi::noFunction, edit -> store(edit, target, settings));
    return Members.copy(answer(target, settings), PutFunctionEventInvokeConfigResponse.builder())
        .build();
  }

  private UpdateFunctionEventInvokeConfigResponse update(
      CallContext context, UpdateFunctionEventInvokeConfigRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    EventInvokeSettings asked =
        asked(
            target,
            Optional.ofNullable(request.maximumRetryAttempts()),
            Optional.ofNullable(request.maximumEventAgeInSeconds()),
            Optional.ofNullable(request.destinationConfig()));
    EventInvokeSettings after =
        functions.change(
            target.function(),
            EventInvokeApi::noFunction,
            edit -> {
              EventInvokeSettings before =
                  edit.rows()
                      .read(EventInvokeSettings.TABLE, key(target))
                      .orElseThrow(() -> missing(target));
              return store(edit, target, merged(before, asked));
            });
    return Members.copy(answer(target, after), UpdateFunctionEventInvokeConfigResponse.builder())
        .build();
  }

  private EventInvokeSettings asked(
      FunctionTarget target,
      Optional<Integer> attempts,
      Optional<Integer> age,
      Optional<DestinationConfig> config) {
    Optional<String> onSuccess = config.flatMap(Destinations::onSuccess);
    Optional<String> onFailure = config.flatMap(Destinations::onFailure);
    if (attempts.isEmpty() && age.isEmpty() && onSuccess.isEmpty() && onFailure.isEmpty()) {
      throw Refusals.invalidParameter(
          "You must specify at least one of error handling or destination setting.");
    }
    config.ifPresent(given -> destinations.check(target.function(), given));
    return new EventInvokeSettings(attempts, age, onSuccess, onFailure, clock.now().toEpochMilli());
  }

  private static EventInvokeSettings merged(EventInvokeSettings before, EventInvokeSettings asked) {
    return new EventInvokeSettings(
        asked.maximumRetryAttempts().or(before::maximumRetryAttempts),
        asked.maximumEventAgeSeconds().or(before::maximumEventAgeSeconds),
        asked.onSuccess().or(before::onSuccess),
        asked.onFailure().or(before::onFailure),
        asked.modifiedMillis());
  }

  private static EventInvokeSettings store(
      Edit edit, FunctionTarget target, EventInvokeSettings settings) {
    Qualifier qualifier = target.effectiveQualifier();
    boolean there =
        qualifier.isLatest()
            || (qualifier.isAlias()
                ? edit.rows()
                    .read(FunctionTables.ALIASES, Key.of(edit.id().name(), qualifier.value()))
                    .isPresent()
                : Functions.versionNumber(qualifier)
                    .flatMap(number ->
                        edit.rows()
                            .read(
                                FunctionTables.VERSIONS,
                                FunctionTables.version(edit.id().name(), number)))
                    .isPresent());
    if (!there) {
      throw noFunction();
    }
    edit.rows().put(EventInvokeSettings.TABLE, key(target), settings);
    return settings;
  }

  private GetFunctionEventInvokeConfigResponse get(
      CallContext context, GetFunctionEventInvokeConfigRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    EventInvokeSettings settings =
        functions
            .rows()
            .read(target.function().place(), EventInvokeSettings.TABLE, key(target))
            .orElseThrow(() -> missing(target));
    return Members.copy(answer(target, settings), GetFunctionEventInvokeConfigResponse.builder())
        .build();
  }

  private DeleteFunctionEventInvokeConfigResponse delete(
      CallContext context, DeleteFunctionEventInvokeConfigRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    functions.change(
        target.function(),
        () -> missing(target),
        edit -> {
          if (edit.rows().read(EventInvokeSettings.TABLE, key(target)).isEmpty()) {
            throw missing(target);
          }
          edit.rows().delete(EventInvokeSettings.TABLE, key(target));
          return edit;
        });
    return DeleteFunctionEventInvokeConfigResponse.builder().build();
  }

  private ListFunctionEventInvokeConfigsResponse list(
      CallContext context, ListFunctionEventInvokeConfigsRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    if (functions.find(id).isEmpty()) {
      throw noFunction();
    }
    Page<FunctionEventInvokeConfig> page =
        Page.of(
                Page.Wanted.of(
                    "event-invoke configurations of " + id.arn(),
                    request.marker(),
                    request.maxItems(),
                    PAGE),
                functions.rows().list(id.place(), EventInvokeSettings.TABLE, Key.of(id.name())),
                (Entry<EventInvokeSettings> entry) -> entry.key().word(1))
            .map(entry ->
                answer(
                    new FunctionTarget(id, Optional.of(new Qualifier(entry.key().word(1)))),
                    entry.value()));
    return ListFunctionEventInvokeConfigsResponse.builder()
        .functionEventInvokeConfigs(page.items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private static FunctionEventInvokeConfig answer(
      FunctionTarget target, EventInvokeSettings settings) {
    return FunctionEventInvokeConfig.builder()
        .functionArn(target.function().arn(target.effectiveQualifier()).toString())
        .lastModified(Instant.ofEpochMilli(settings.modifiedMillis()))
        .maximumRetryAttempts(settings.maximumRetryAttempts().orElse(null))
        .maximumEventAgeInSeconds(settings.maximumEventAgeSeconds().orElse(null))
        .destinationConfig(
            DestinationConfig.builder()
                .onSuccess(
                    OnSuccess.builder().destination(settings.onSuccess().orElse(null)).build())
                .onFailure(
                    OnFailure.builder().destination(settings.onFailure().orElse(null)).build())
                .build())
        .build();
  }

  private static Key key(FunctionTarget target) {
    return EventInvokeSettings.key(target.function().name(), target.effectiveQualifier());
  }

  private static AwsException noFunction() {
    return Refusals.notFound("The function doesn't exist.");
  }

  private static AwsException missing(FunctionTarget target) {
    return Refusals.notFound(
        "The function "
            + target.function().arn(target.effectiveQualifier())
            + " doesn't have an EventInvokeConfig");
  }
}
