package dev.forebay.function.recursion;

import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRecursionConfigResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionRecursionConfigResponse;

/** The operations on a function's answer to recursion. Thread-safe. */
public final class RecursionApi {
  private final Functions functions;

  /** The operations. */
  public RecursionApi(Functions functions) {
    this.functions = functions;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("PutFunctionRecursionConfig", PutFunctionRecursionConfigRequest::builder, this::put)
        .on("GetFunctionRecursionConfig", GetFunctionRecursionConfigRequest::builder, this::get);
  }

  private PutFunctionRecursionConfigResponse put(
      CallContext context, PutFunctionRecursionConfigRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    String loop = request.recursiveLoopAsString();
    functions.change(
        id,
        edit -> {
          edit.replace(edit.function().withRecursiveLoop(loop));
          return edit;
        });
    return PutFunctionRecursionConfigResponse.builder().recursiveLoop(loop).build();
  }

  private GetFunctionRecursionConfigResponse get(
      CallContext context, GetFunctionRecursionConfigRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    return GetFunctionRecursionConfigResponse.builder()
        .recursiveLoop(functions.get(id).recursiveLoop())
        .build();
  }
}
