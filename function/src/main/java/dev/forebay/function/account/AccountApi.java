package dev.forebay.function.account;

import dev.forebay.function.code.CodeUses;
import dev.forebay.function.code.PackageLimits;
import dev.forebay.function.concurrency.ConcurrencyBudget;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountRegion;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.AccountUsage;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;

/** GetAccountSettings. Thread-safe. */
public final class AccountApi {
  private final Rows rows;
  private final CodeUses uses;
  private final ConcurrencyBudget budget;

  /** The operation. */
  public AccountApi(Rows rows, CodeUses uses, ConcurrencyBudget budget) {
    this.rows = rows;
    this.uses = uses;
    this.budget = budget;
  }

  /** Adds the handler. */
  public void register(ServiceBinding.Builder binding) {
    binding.on("GetAccountSettings", GetAccountSettingsRequest::builder, this::get);
  }

  private GetAccountSettingsResponse get(CallContext context, GetAccountSettingsRequest request) {
    AccountRegion place = context.place();
    return GetAccountSettingsResponse.builder()
        .accountLimit(
            AccountLimit.builder()
                .totalCodeSize(PackageLimits.STORAGE)
                .codeSizeUnzipped(PackageLimits.UNZIPPED)
                .codeSizeZipped(PackageLimits.ZIPPED)
                .concurrentExecutions(budget.accountLimit())
                .unreservedConcurrentExecutions(budget.unreserved(place))
                .build())
        .accountUsage(
            AccountUsage.builder()
                .totalCodeSize(uses.storedBytes(place))
                .functionCount((long) rows.list(place, FunctionTables.FUNCTIONS).size())
                .build())
        .build();
  }
}
