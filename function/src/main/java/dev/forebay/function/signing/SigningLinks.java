package dev.forebay.function.signing;

import dev.forebay.function.answer.Page;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Entry;
import dev.forebay.model.AccountRegion;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsByCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsByCodeSigningConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionCodeSigningConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionCodeSigningConfigResponse;

/** The operations on which function has which code signing configuration. Thread-safe. */
public final class SigningLinks {
  private static final int PAGE = 50;

  private final Functions functions;
  private final SigningConfigs configs;

  /** The operations. */
  public SigningLinks(Functions functions, SigningConfigs configs) {
    this.functions = functions;
    this.configs = configs;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("PutFunctionCodeSigningConfig", PutFunctionCodeSigningConfigRequest::builder, this::put)
        .on("GetFunctionCodeSigningConfig", GetFunctionCodeSigningConfigRequest::builder, this::get)
        .on(
            "DeleteFunctionCodeSigningConfig",
            DeleteFunctionCodeSigningConfigRequest::builder,
            this::delete)
        .on(
            "ListFunctionsByCodeSigningConfig",
            ListFunctionsByCodeSigningConfigRequest::builder,
            this::list);
  }

  private PutFunctionCodeSigningConfigResponse put(
      CallContext context, PutFunctionCodeSigningConfigRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    String arn = request.codeSigningConfigArn();
    functions.change(
        id,
        edit -> {
          configs.attach(edit, arn);
          return edit;
        });
    return PutFunctionCodeSigningConfigResponse.builder()
        .functionName(id.name())
        .codeSigningConfigArn(arn)
        .build();
  }

  private GetFunctionCodeSigningConfigResponse get(
      CallContext context, GetFunctionCodeSigningConfigRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    return GetFunctionCodeSigningConfigResponse.builder()
        .functionName(id.name())
        .codeSigningConfigArn(functions.get(id).codeSigningConfig().orElse(""))
        .build();
  }

  private DeleteFunctionCodeSigningConfigResponse delete(
      CallContext context, DeleteFunctionCodeSigningConfigRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    functions.change(
        id,
        edit -> {
          edit.replace(edit.function().withCodeSigningConfig(Optional.empty()));
          return edit;
        });
    return DeleteFunctionCodeSigningConfigResponse.builder().build();
  }

  private ListFunctionsByCodeSigningConfigResponse list(
      CallContext context, ListFunctionsByCodeSigningConfigRequest request) {
    AccountRegion place = context.place();
    String arn = request.codeSigningConfigArn();
    if (configs.find(place, arn).isEmpty()) {
      throw SigningConfigs.missing(arn);
    }
    List<LambdaFunction> linked =
        functions.rows().list(place, FunctionTables.FUNCTIONS).stream()
            .map(Entry::value)
            .filter(function -> function.codeSigningConfig().equals(Optional.of(arn)))
            .toList();
    Page<LambdaFunction> page =
        Page.of(
            Page.Wanted.of("functions of " + arn, request.marker(), request.maxItems(), PAGE),
            linked,
            LambdaFunction::name);
    return ListFunctionsByCodeSigningConfigResponse.builder()
        .functionArns(
            page.map(function -> new FunctionId(place, function.name()).arn().toString()).items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }
}
