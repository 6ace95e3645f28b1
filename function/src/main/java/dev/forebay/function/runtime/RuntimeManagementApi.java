package dev.forebay.function.runtime;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetRuntimeManagementConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutRuntimeManagementConfigResponse;

/** The operations on runtime management. Thread-safe. */
public final class RuntimeManagementApi {
  private static final String MANUAL = "Manual";

  private final Functions functions;

  /** The operations. */
  public RuntimeManagementApi(Functions functions) {
    this.functions = functions;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("PutRuntimeManagementConfig", PutRuntimeManagementConfigRequest::builder, this::put)
        .on("GetRuntimeManagementConfig", GetRuntimeManagementConfigRequest::builder, this::get);
  }

  private PutRuntimeManagementConfigResponse put(
      CallContext context, PutRuntimeManagementConfigRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    RuntimeManagement management =
        new RuntimeManagement(
            request.updateRuntimeOnAsString(),
            Optional.ofNullable(request.runtimeVersionArn()).filter(arn -> !arn.isEmpty()));
    boolean manual = management.updateOn().equals(MANUAL);
    if (manual != management.runtimeVersion().isPresent()) {
      throw Refusals.invalidParameter(
          manual
              ? "RuntimeVersionArn is required when UpdateRuntimeOn is set to Manual."
              : "RuntimeVersionArn is only allowed when UpdateRuntimeOn is set to Manual.");
    }
    Qualifier qualifier = target.effectiveQualifier();
    functions.change(
        target,
        edit -> {
          checkThere(target);
          edit.rows()
              .put(
                  RuntimeManagement.TABLE,
                  RuntimeManagement.key(edit.id().name(), qualifier),
                  management);
          return edit;
        });
    return PutRuntimeManagementConfigResponse.builder()
        .functionArn(target.arn().toString())
        .updateRuntimeOn(management.updateOn())
        .runtimeVersionArn(management.runtimeVersion().orElse(null))
        .build();
  }

  private GetRuntimeManagementConfigResponse get(
      CallContext context, GetRuntimeManagementConfigRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    checkThere(target);
    RuntimeManagement management =
        functions
            .rows()
            .read(
                target.function().place(),
                RuntimeManagement.TABLE,
                RuntimeManagement.key(target.function().name(), target.effectiveQualifier()))
            .orElse(RuntimeManagement.STANDARD);
    return GetRuntimeManagementConfigResponse.builder()
        .functionArn(target.arn().toString())
        .updateRuntimeOn(management.updateOn())
        .runtimeVersionArn(management.runtimeVersion().orElse(null))
        .build();
  }

  // Aliases have no runtime of their own.
  private void checkThere(FunctionTarget target) {
    if (functions.findVersion(target.function(), target.effectiveQualifier()).isEmpty()) {
      throw Refusals.functionNotFound(target.arn());
    }
  }
}
