package dev.forebay.function.concurrency;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionChange;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.store.Key;
import dev.forebay.model.Qualifier;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConcurrencyResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyResponse;

/** The operations on reserved concurrency. Thread-safe. */
public final class ReservedApi {
  private final Functions functions;
  private final ConcurrencyBudget budget;

  /** The operations. */
  public ReservedApi(Functions functions, ConcurrencyBudget budget) {
    this.functions = functions;
    this.budget = budget;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on("PutFunctionConcurrency", PutFunctionConcurrencyRequest::builder, this::put)
        .on("GetFunctionConcurrency", GetFunctionConcurrencyRequest::builder, this::get)
        .on("DeleteFunctionConcurrency", DeleteFunctionConcurrencyRequest::builder, this::delete);
  }

  private PutFunctionConcurrencyResponse put(
      CallContext context, PutFunctionConcurrencyRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    int reserved = request.reservedConcurrentExecutions();
    functions.change(
        id,
        () -> missing(id),
        edit -> {
          checkProvisioned(edit, reserved);
          if (budget.unreservedWithout(edit.rows(), id.name()) - reserved
              < budget.leastUnreserved()) {
            throw Refusals.invalidParameter(
                "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d]."
                    .formatted(budget.leastUnreserved()));
          }
          return set(edit, Optional.of(reserved));
        });
    return PutFunctionConcurrencyResponse.builder().reservedConcurrentExecutions(reserved).build();
  }

  private static void checkProvisioned(Edit edit, int reserved) {
    int provisioned =
        edit.rows().list(ProvisionedConcurrency.TABLE, Key.of(edit.id().name())).stream()
            .mapToInt(entry -> entry.value().requested())
            .sum();
    if (reserved < provisioned) {
      // The two blanks are AWS's.
      throw Refusals.invalidParameter(
          " ReservedConcurrentExecutions  %d should not be lower than function's total provisioned concurrency [%d]."
              .formatted(reserved, provisioned));
    }
  }

  private GetFunctionConcurrencyResponse get(
      CallContext context, GetFunctionConcurrencyRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    return GetFunctionConcurrencyResponse.builder()
        .reservedConcurrentExecutions(
            functions.find(id).orElseThrow(() -> missing(id)).reservedConcurrency().orElse(null))
        .build();
  }

  private DeleteFunctionConcurrencyResponse delete(
      CallContext context, DeleteFunctionConcurrencyRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    functions.change(id, () -> missing(id), edit -> set(edit, Optional.empty()));
    return DeleteFunctionConcurrencyResponse.builder().build();
  }

  private static Edit set(Edit edit, Optional<Integer> reserved) {
    edit.replace(edit.function().withReservedConcurrency(reserved));
    edit.announce(new FunctionChange.ReservedConcurrencySet(edit.id()));
    return edit;
  }

  private static AwsException missing(FunctionId id) {
    return Refusals.functionNotFound(id.arn(Qualifier.LATEST));
  }
}
