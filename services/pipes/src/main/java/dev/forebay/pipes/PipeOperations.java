package dev.forebay.pipes;

import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Page;
import dev.forebay.wire.Switchboard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.CreatePipeResponse;
import software.amazon.awssdk.services.pipes.model.DeletePipeRequest;
import software.amazon.awssdk.services.pipes.model.DeletePipeResponse;
import software.amazon.awssdk.services.pipes.model.DescribePipeRequest;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.ListPipesRequest;
import software.amazon.awssdk.services.pipes.model.ListPipesResponse;
import software.amazon.awssdk.services.pipes.model.Pipe;
import software.amazon.awssdk.services.pipes.model.PipeLogConfiguration;
import software.amazon.awssdk.services.pipes.model.PipeLogConfigurationParameters;
import software.amazon.awssdk.services.pipes.model.StartPipeRequest;
import software.amazon.awssdk.services.pipes.model.StartPipeResponse;
import software.amazon.awssdk.services.pipes.model.StopPipeRequest;
import software.amazon.awssdk.services.pipes.model.StopPipeResponse;
import software.amazon.awssdk.services.pipes.model.UpdatePipeRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** Makes, describes, changes, starts, stops and deletes pipes. Thread-safe. */
final class PipeOperations {
  private static final String PRINCIPAL = "pipes.amazonaws.com";
  private static final int PAGE = 100;

  private final RowStore<AccountRegion> store;
  private final PipeStates states;
  private final Supplier<Switchboard> switchboard;
  private final Clock clock;
  private final RandomGenerator random;

  PipeOperations(
      RowStore<AccountRegion> store,
      PipeStates states,
      Supplier<Switchboard> switchboard,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.states = states;
    this.switchboard = switchboard;
    this.clock = clock;
    this.random = random;
  }

  CreatePipeResponse create(CallContext context, CreatePipeRequest request) {
    AccountRegion place = context.place();
    PipeTags.check(request.hasTags() ? request.tags() : Map.of());
    PipeDesign design = checked(context, request);
    long now = clock.now().toEpochMilli();
    PipeRow made =
        store.change(
            place,
            () -> {
              if (store.find(place, PipeRow.KIND, request.name()).isPresent()) {
                throw PipesErrors.conflict("Pipe " + request.name() + " already exists.");
              }
              PipeRow row =
                  new PipeRow(
                      request.name(),
                      new UUID(random.nextLong(), random.nextLong()).toString(),
                      PipeRow.write(request),
                      request.desiredState() == null
                          ? PipeRow.RUNNING
                          : request.desiredStateAsString(),
                      "CREATING",
                      null,
                      1,
                      now,
                      now,
                      request.hasTags() ? request.tags() : Map.of());
              return followed(place, row);
            });
    return CreatePipeResponse.builder()
        .arn(design.arn().toString())
        .name(made.name())
        .desiredState(made.desired())
        .currentState(made.current())
        .creationTime(Instant.ofEpochMilli(made.created()))
        .lastModifiedTime(Instant.ofEpochMilli(made.modified()))
        .build();
  }

  private PipeRow followed(AccountRegion place, PipeRow row) {
    store.put(place, PipeRow.KIND, row.name(), row);
    states.follow(place, row);
    return row;
  }

  /** The pipe that a definition makes, once its role has been looked at. */
  private PipeDesign checked(CallContext context, CreatePipeRequest request) {
    PipeDesign design = PipeDesign.of(context.place(), request);
    CallContext service =
        new CallContext(
            new Caller.Service(
                PRINCIPAL, Optional.of(design.arn()), Optional.of(context.place().account())),
            context.place(),
            context.requestId(),
            context.endpoint(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try {
      switchboard
          .get()
          .check(
              service,
              "sts",
              "AssumeRole",
              AssumeRoleRequest.builder()
                  .roleArn(request.roleArn())
                  .roleSessionName("pipes")
                  .build());
    } catch (AwsException e) {
      throw PipesErrors.invalid(
          "The role " + request.roleArn() + " does not let " + PRINCIPAL + " assume it.");
    }
    return design;
  }

  UpdatePipeResponse update(CallContext context, UpdatePipeRequest request) {
    AccountRegion place = context.place();
    PipeRow made =
        store.change(
            place,
            () -> {
              PipeRow old = settled(place, request.name());
              CreatePipeRequest definition = UpdatedPipe.of(old.read(), request);
              checked(context, definition);
              String desired =
                  request.desiredState() == null ? old.desired() : request.desiredStateAsString();
              return followed(
                  place, old.defined(definition, desired, "UPDATING", clock.now().toEpochMilli()));
            });
    return UpdatePipeResponse.builder()
        .arn(PipeDesign.arn(place, made.name()).toString())
        .name(made.name())
        .desiredState(made.desired())
        .currentState(made.current())
        .creationTime(Instant.ofEpochMilli(made.created()))
        .lastModifiedTime(Instant.ofEpochMilli(made.modified()))
        .build();
  }

  private PipeRow require(AccountRegion place, String name) {
    return store.find(place, PipeRow.KIND, name).orElseThrow(() -> PipesErrors.noPipe(name));
  }

  private PipeRow settled(AccountRegion place, String name) {
    PipeRow row = require(place, name);
    if (!row.settled()) {
      throw PipesErrors.conflict(
          "Pipe " + name + " is " + row.current() + " and cannot be changed now.");
    }
    return row;
  }

  /** Has a pipe go towards a state, unless it is there. */
  private PipeRow moved(CallContext context, String name, String desired, String by) {
    AccountRegion place = context.place();
    return store.change(
        place,
        () -> {
          PipeRow old = settled(place, name);
          return old.current().equals(desired) && old.desired().equals(desired)
              ? old
              : followed(place, old.towards(desired, by, clock.now().toEpochMilli()));
        });
  }

  StartPipeResponse start(CallContext context, StartPipeRequest request) {
    PipeRow row = moved(context, request.name(), PipeRow.RUNNING, "STARTING");
    return StartPipeResponse.builder()
        .arn(PipeDesign.arn(context.place(), row.name()).toString())
        .name(row.name())
        .desiredState(row.desired())
        .currentState(row.current())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .build();
  }

  StopPipeResponse stop(CallContext context, StopPipeRequest request) {
    PipeRow row = moved(context, request.name(), PipeRow.STOPPED, "STOPPING");
    return StopPipeResponse.builder()
        .arn(PipeDesign.arn(context.place(), row.name()).toString())
        .name(row.name())
        .desiredState(row.desired())
        .currentState(row.current())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .build();
  }

  DeletePipeResponse delete(CallContext context, DeletePipeRequest request) {
    PipeRow row = moved(context, request.name(), PipeRow.DELETED, PipeRow.DELETING);
    return DeletePipeResponse.builder()
        .arn(PipeDesign.arn(context.place(), row.name()).toString())
        .name(row.name())
        .desiredState(row.desired())
        .currentState(row.current())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .build();
  }

  DescribePipeResponse describe(CallContext context, DescribePipeRequest request) {
    PipeRow row = require(context.place(), request.name());
    CreatePipeRequest definition = row.read();
    return DescribePipeResponse.builder()
        .arn(PipeDesign.arn(context.place(), row.name()).toString())
        .name(row.name())
        .description(definition.description())
        .desiredState(row.desired())
        .currentState(row.current())
        .stateReason(row.reason())
        .source(definition.source())
        .sourceParameters(definition.sourceParameters())
        .enrichment(definition.enrichment())
        .enrichmentParameters(definition.enrichmentParameters())
        .target(definition.target())
        .targetParameters(definition.targetParameters())
        .roleArn(definition.roleArn())
        .tags(row.tags())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .logConfiguration(logs(definition.logConfiguration()))
        .kmsKeyIdentifier(definition.kmsKeyIdentifier())
        .build();
  }

  private static @Nullable PipeLogConfiguration logs(
      @Nullable PipeLogConfigurationParameters given) {
    if (given == null) {
      return null;
    }
    PipeLogConfiguration.Builder described =
        PipeLogConfiguration.builder().level(given.levelAsString());
    if (given.hasIncludeExecutionData()) {
      described.includeExecutionDataWithStrings(given.includeExecutionDataAsStrings());
    }
    if (given.cloudwatchLogsLogDestination() != null) {
      described.cloudwatchLogsLogDestination(
          logs -> logs.logGroupArn(given.cloudwatchLogsLogDestination().logGroupArn()));
    }
    if (given.firehoseLogDestination() != null) {
      described.firehoseLogDestination(firehose ->
          firehose.deliveryStreamArn(given.firehoseLogDestination().deliveryStreamArn()));
    }
    if (given.s3LogDestination() != null) {
      described.s3LogDestination(bucket ->
          bucket
              .bucketName(given.s3LogDestination().bucketName())
              .bucketOwner(given.s3LogDestination().bucketOwner())
              .prefix(given.s3LogDestination().prefix())
              .outputFormat(given.s3LogDestination().outputFormatAsString()));
    }
    return described.build();
  }

  ListPipesResponse list(CallContext context, ListPipesRequest request) {
    List<Pipe> found =
        store
            .all(
                context.place(),
                PipeRow.KIND,
                request.namePrefix() == null ? "" : request.namePrefix())
            .stream()
            .map(row -> summary(context.place(), row))
            .filter(pipe -> isWanted(pipe, request))
            .toList();
    Page<Pipe> page =
        Page.of(
            found,
            Pipe::name,
            request.nextToken(),
            request.limit() == null ? PAGE : request.limit(),
            () -> PipesErrors.invalid("NextToken is invalid."));
    return ListPipesResponse.builder()
        .pipes(page.items())
        .nextToken(page.next().orElse(null))
        .build();
  }

  private static boolean isWanted(Pipe pipe, ListPipesRequest request) {
    return (request.desiredState() == null
            || request.desiredStateAsString().equals(pipe.desiredStateAsString()))
        && (request.currentState() == null
            || request.currentStateAsString().equals(pipe.currentStateAsString()))
        && (request.sourcePrefix() == null || pipe.source().startsWith(request.sourcePrefix()))
        && (request.targetPrefix() == null || pipe.target().startsWith(request.targetPrefix()));
  }

  private static Pipe summary(AccountRegion place, PipeRow row) {
    CreatePipeRequest definition = row.read();
    return Pipe.builder()
        .arn(PipeDesign.arn(place, row.name()).toString())
        .name(row.name())
        .desiredState(row.desired())
        .currentState(row.current())
        .stateReason(row.reason())
        .creationTime(Instant.ofEpochMilli(row.created()))
        .lastModifiedTime(Instant.ofEpochMilli(row.modified()))
        .source(definition.source())
        .enrichment(definition.enrichment())
        .target(definition.target())
        .build();
  }
}
