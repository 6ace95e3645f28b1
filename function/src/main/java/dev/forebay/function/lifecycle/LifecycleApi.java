package dev.forebay.function.lifecycle;

import dev.forebay.function.store.Table;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** The operations on a function's life. Thread-safe. */
public final class LifecycleApi {
  private final LifecycleParts parts;
  private final List<Table<?>> attached;

  /**
   * The operations.
   *
   * @param attached the tables whose rows go with a function: their keys start with its name and go
   *     on with a qualifier
   */
  public LifecycleApi(LifecycleParts parts, List<Table<?>> attached) {
    this.parts = parts;
    this.attached = List.copyOf(attached);
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    GetFunction get = new GetFunction(parts);
    binding
        .on("CreateFunction", CreateFunctionRequest::builder, new CreateFunction(parts)::handle)
        .on("GetFunction", GetFunctionRequest::builder, get::handle)
        .on(
            "GetFunctionConfiguration",
            GetFunctionConfigurationRequest::builder,
            get::configuration)
        .on(
            "UpdateFunctionCode",
            UpdateFunctionCodeRequest::builder,
            new UpdateFunctionCode(parts)::handle)
        .on(
            "UpdateFunctionConfiguration",
            UpdateFunctionConfigurationRequest::builder,
            new UpdateFunctionConfiguration(parts)::handle)
        .on("ListFunctions", ListFunctionsRequest::builder, new ListFunctions(parts)::handle)
        .on(
            "DeleteFunction",
            DeleteFunctionRequest::builder,
            new DeleteFunction(parts, attached)::handle);
  }
}
