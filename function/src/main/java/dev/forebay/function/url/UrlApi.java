package dev.forebay.function.url;

import dev.forebay.function.answer.Dates;
import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Page;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionUrlConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionUrlConfigsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigResponse;

/** The operations on function URLs: one for the function, one for each alias. Thread-safe. */
public final class UrlApi {
  private static final int PAGE = 50;

  private final Functions functions;
  private final Clock clock;
  private final RandomGenerator random;

  /** The operations. */
  public UrlApi(Functions functions, Clock clock, RandomGenerator random) {
    this.functions = functions;
    this.clock = clock;
    this.random = random;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateFunctionUrlConfig", CreateFunctionUrlConfigRequest::builder, this::create)
        .on("GetFunctionUrlConfig", GetFunctionUrlConfigRequest::builder, this::get)
        .on("UpdateFunctionUrlConfig", UpdateFunctionUrlConfigRequest::builder, this::update)
        .on("DeleteFunctionUrlConfig", DeleteFunctionUrlConfigRequest::builder, this::delete)
        .on("ListFunctionUrlConfigs", ListFunctionUrlConfigsRequest::builder, this::list);
  }

  private CreateFunctionUrlConfigResponse create(
      CallContext context, CreateFunctionUrlConfigRequest request) {
    FunctionTarget target = target(context, request.functionName(), request.qualifier());
    long now = clock.now().toEpochMilli();
    UrlConfig config =
        new UrlConfig(
            UrlAddress.draw(random),
            request.authTypeAsString(),
            Optional.ofNullable(request.cors()).map(CorsMembers::read),
            Optional.ofNullable(request.invokeModeAsString()).orElse(UrlConfig.BUFFERED),
            now,
            now);
    functions.change(target.function(), UrlApi::noFunction, edit -> create(edit, target, config));
    CreateFunctionUrlConfigResponse.Builder answer =
        Members.copy(answer(context, target, config), CreateFunctionUrlConfigResponse.builder());
    return answer.invokeMode(request.invokeModeAsString()).build();
  }

  private static UrlConfig create(Edit edit, FunctionTarget target, UrlConfig config) {
    Qualifier qualifier = target.effectiveQualifier();
    Key key = UrlConfig.key(edit.id().name(), qualifier);
    if (qualifier.isAlias()
        && edit.rows()
            .read(FunctionTables.ALIASES, Key.of(edit.id().name(), qualifier.value()))
            .isEmpty()) {
      throw noFunction();
    }
    if (edit.rows().read(UrlConfig.TABLE, key).isPresent()) {
      throw Refusals.conflict(
          "Failed to create function url config for [functionArn = %s]. Error message:  FunctionUrlConfig exists for this Lambda function"
              .formatted(target.arn()));
    }
    edit.rows().put(UrlConfig.TABLE, key, config);
    return config;
  }

  private GetFunctionUrlConfigResponse get(
      CallContext context, GetFunctionUrlConfigRequest request) {
    FunctionTarget target = target(context, request.functionName(), request.qualifier());
    UrlConfig config =
        functions
            .rows()
            .read(
                target.function().place(),
                UrlConfig.TABLE,
                UrlConfig.key(target.function().name(), target.effectiveQualifier()))
            .orElseThrow(Refusals::resourceNotFound);
    return Members.copy(answer(context, target, config), GetFunctionUrlConfigResponse.builder())
        .build();
  }

  private UpdateFunctionUrlConfigResponse update(
      CallContext context, UpdateFunctionUrlConfigRequest request) {
    FunctionTarget target = target(context, request.functionName(), request.qualifier());
    UrlConfig config =
        functions.change(
            target.function(),
            Refusals::resourceNotFound,
            edit -> {
              Key key = UrlConfig.key(edit.id().name(), target.effectiveQualifier());
              UrlConfig before =
                  edit.rows().read(UrlConfig.TABLE, key).orElseThrow(Refusals::resourceNotFound);
              UrlConfig after = changed(before, request);
              edit.rows().put(UrlConfig.TABLE, key, after);
              return after;
            });
    return Members.copy(answer(context, target, config), UpdateFunctionUrlConfigResponse.builder())
        .build();
  }

  private UrlConfig changed(UrlConfig before, UpdateFunctionUrlConfigRequest request) {
    return new UrlConfig(
        before.urlId(),
        Optional.ofNullable(request.authTypeAsString()).orElse(before.authType()),
        Optional.ofNullable(request.cors()).map(CorsMembers::read).or(before::cors),
        Optional.ofNullable(request.invokeModeAsString()).orElse(before.invokeMode()),
        before.createdMillis(),
        clock.now().toEpochMilli());
  }

  private DeleteFunctionUrlConfigResponse delete(
      CallContext context, DeleteFunctionUrlConfigRequest request) {
    FunctionTarget target = target(context, request.functionName(), request.qualifier());
    functions.change(
        target.function(),
        Refusals::resourceNotFound,
        edit -> {
          Key key = UrlConfig.key(edit.id().name(), target.effectiveQualifier());
          if (edit.rows().read(UrlConfig.TABLE, key).isEmpty()) {
            throw Refusals.resourceNotFound();
          }
          edit.rows().delete(UrlConfig.TABLE, key);
          return key;
        });
    return DeleteFunctionUrlConfigResponse.builder().build();
  }

  private ListFunctionUrlConfigsResponse list(
      CallContext context, ListFunctionUrlConfigsRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    if (functions.find(id).isEmpty()) {
      throw noFunction();
    }
    Page<Entry<UrlConfig>> page =
        Page.of(
            Page.Wanted.of("URLs of " + id.arn(), request.marker(), request.maxItems(), PAGE),
            functions.rows().list(id.place(), UrlConfig.TABLE, Key.of(id.name())),
            entry -> entry.key().word(1));
    return ListFunctionUrlConfigsResponse.builder()
        .functionUrlConfigs(
            page.map(entry -> answer(context, target(id, entry), entry.value())).items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private static FunctionTarget target(FunctionId id, Entry<UrlConfig> entry) {
    return new FunctionTarget(
        id, Optional.of(new Qualifier(entry.key().word(1))).filter(Qualifier::isAlias));
  }

  private static FunctionTarget target(
      CallContext context, String name, @Nullable String qualifier) {
    FunctionTarget target = FunctionTarget.of(context.place(), name, qualifier);
    if (!target.qualifier().map(Qualifier::isAlias).orElse(true)) {
      throw Refusals.validation(
          target.effectiveQualifier().value(),
          "qualifier",
          "Member must satisfy regular expression pattern: ((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
    }
    return target;
  }

  private static FunctionUrlConfig answer(
      CallContext context, FunctionTarget target, UrlConfig config) {
    Arn arn = target.arn();
    FunctionUrlConfig.Builder answer =
        FunctionUrlConfig.builder()
            .functionUrl(
                UrlAddress.of(
                    context.endpoint(), target.function().place().region(), config.urlId()))
            .functionArn(arn.toString())
            .authType(config.authType())
            .invokeMode(config.invokeMode())
            .creationTime(Dates.microseconds(Instant.ofEpochMilli(config.createdMillis())))
            .lastModifiedTime(Dates.microseconds(Instant.ofEpochMilli(config.modifiedMillis())));
    config.cors().ifPresent(cors -> answer.cors(CorsMembers.answer(cors)));
    return answer.build();
  }

  private static AwsException noFunction() {
    return Refusals.notFound("Function does not exist");
  }
}
