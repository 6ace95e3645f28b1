package dev.forebay.function.concurrency;

import dev.forebay.function.answer.Dates;
import dev.forebay.function.answer.Members;
import dev.forebay.function.answer.Page;
import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionChange;
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
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.DeleteProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.GetProvisionedConcurrencyConfigResponse;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsRequest;
import software.amazon.awssdk.services.lambda.model.ListProvisionedConcurrencyConfigsResponse;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyConfigListItem;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigRequest;
import software.amazon.awssdk.services.lambda.model.PutProvisionedConcurrencyConfigResponse;

/** The operations on provisioned concurrency. Thread-safe. */
public final class ProvisionedApi {
  private static final int PAGE = 50;

  private final Functions functions;
  private final ProvisionedRules rules;
  private final ProvisionedCapacity capacity;
  private final Clock clock;

  /** The operations. */
  public ProvisionedApi(
      Functions functions, ConcurrencyBudget budget, ProvisionedCapacity capacity, Clock clock) {
    this.functions = functions;
    this.rules = new ProvisionedRules(budget);
    this.capacity = capacity;
    this.clock = clock;
  }

  /** Adds the handlers. */
  public void register(ServiceBinding.Builder binding) {
    binding
        .on(
            "PutProvisionedConcurrencyConfig",
            PutProvisionedConcurrencyConfigRequest::builder,
            this::put)
        .on(
            "GetProvisionedConcurrencyConfig",
            GetProvisionedConcurrencyConfigRequest::builder,
            this::get)
        .on(
            "DeleteProvisionedConcurrencyConfig",
            DeleteProvisionedConcurrencyConfigRequest::builder,
            this::delete)
        .on(
            "ListProvisionedConcurrencyConfigs",
            ListProvisionedConcurrencyConfigsRequest::builder,
            this::list);
  }

  private PutProvisionedConcurrencyConfigResponse put(
      CallContext context, PutProvisionedConcurrencyConfigRequest request) {
    FunctionTarget target =
        FunctionTarget.of(context.place(), request.functionName(), request.qualifier());
    Qualifier qualifier = target.effectiveQualifier();
    if (qualifier.isLatest()) {
      throw Refusals.invalidParameter(
          "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    }
    int requested = request.provisionedConcurrentExecutions();
    Instant now = clock.now();
    functions.change(
        target,
        edit -> {
          rules.check(edit, qualifier, requested);
          edit.rows()
              .put(
                  ProvisionedConcurrency.TABLE,
                  ProvisionedConcurrency.key(edit.id().name(), qualifier),
                  new ProvisionedConcurrency(requested, now.toEpochMilli()));
          return announce(edit, qualifier);
        });
    return PutProvisionedConcurrencyConfigResponse.builder()
        .requestedProvisionedConcurrentExecutions(requested)
        .allocatedProvisionedConcurrentExecutions(0)
        .availableProvisionedConcurrentExecutions(0)
        .status("IN_PROGRESS")
        .lastModified(Dates.seconds(now))
        .build();
  }

  private GetProvisionedConcurrencyConfigResponse get(
      CallContext context, GetProvisionedConcurrencyConfigRequest request) {
    FunctionTarget target = published(context, request.functionName(), request.qualifier());
    FunctionId id = target.function();
    functions.named(target);
    Qualifier qualifier = target.effectiveQualifier();
    ProvisionedConcurrency row =
        functions
            .rows()
            .read(
                id.place(),
                ProvisionedConcurrency.TABLE,
                ProvisionedConcurrency.key(id.name(), qualifier))
            .orElseThrow(() ->
                new AwsException(
                    "ProvisionedConcurrencyConfigNotFoundException",
                    404,
                    "No Provisioned Concurrency Config found for this function"));
    return Members.copy(item(id, qualifier, row), GetProvisionedConcurrencyConfigResponse.builder())
        .build();
  }

  private DeleteProvisionedConcurrencyConfigResponse delete(
      CallContext context, DeleteProvisionedConcurrencyConfigRequest request) {
    FunctionTarget target = published(context, request.functionName(), request.qualifier());
    functions.change(
        target,
        edit -> {
          ProvisionedRules.checkThere(edit, target.effectiveQualifier());
          edit.rows()
              .delete(
                  ProvisionedConcurrency.TABLE,
                  ProvisionedConcurrency.key(edit.id().name(), target.effectiveQualifier()));
          return announce(edit, target.effectiveQualifier());
        });
    return DeleteProvisionedConcurrencyConfigResponse.builder().build();
  }

  private ListProvisionedConcurrencyConfigsResponse list(
      CallContext context, ListProvisionedConcurrencyConfigsRequest request) {
    FunctionId id = FunctionTarget.whole(context.place(), request.functionName());
    functions.get(id);
    Page<Entry<ProvisionedConcurrency>> page =
        Page.of(
            Page.Wanted.of(
                "provisioned concurrency of " + id.arn(),
                request.marker(),
                request.maxItems(),
                PAGE),
            functions.rows().list(id.place(), ProvisionedConcurrency.TABLE, Key.of(id.name())),
            entry -> entry.key().word(1));
    return ListProvisionedConcurrencyConfigsResponse.builder()
        .provisionedConcurrencyConfigs(
            page.map(entry -> item(id, new Qualifier(entry.key().word(1)), entry.value())).items())
        .nextMarker(page.nextMarker().orElse(null))
        .build();
  }

  private static FunctionTarget published(CallContext context, String name, String qualifier) {
    FunctionTarget target = FunctionTarget.of(context.place(), name, qualifier);
    if (target.effectiveQualifier().isLatest()) {
      throw Refusals.invalidParameter(
          "The function resource provided must be an alias or a published version.");
    }
    return target;
  }

  private static Edit announce(Edit edit, Qualifier qualifier) {
    edit.announce(new FunctionChange.ProvisionedConcurrencySet(edit.id(), qualifier));
    return edit;
  }

  private ProvisionedConcurrencyConfigListItem item(
      FunctionId id, Qualifier qualifier, ProvisionedConcurrency row) {
    ProvisionedCapacity.Allocation allocation = capacity.allocation(id, qualifier, row.requested());
    String status = allocation.available() >= row.requested() ? "READY" : "IN_PROGRESS";
    return ProvisionedConcurrencyConfigListItem.builder()
        .functionArn(id.arn(qualifier).toString())
        .requestedProvisionedConcurrentExecutions(row.requested())
        .allocatedProvisionedConcurrentExecutions(allocation.allocated())
        .availableProvisionedConcurrentExecutions(allocation.available())
        .status(allocation.failure().isPresent() ? "FAILED" : status)
        .statusReason(allocation.failure().orElse(null))
        .lastModified(Dates.seconds(Instant.ofEpochMilli(row.modifiedMillis())))
        .build();
  }
}
