package dev.forebay.function.concurrency;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Alias;
import dev.forebay.function.definition.Edit;
import dev.forebay.function.definition.FunctionTables;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.model.Qualifier;
import java.util.List;
import java.util.Optional;

/**
 * What provisioned concurrency may be set to.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html">
 *     Configuring provisioned concurrency for a function</a>
 */
final class ProvisionedRules {
  private final ConcurrencyBudget budget;

  ProvisionedRules(ConcurrencyBudget budget) {
    this.budget = budget;
  }

  /** Throws 404 for a version or alias that is not there, 409 or 400 for what cannot be had. */
  void check(Edit edit, Qualifier qualifier, int requested) {
    Optional<Alias> alias = checkThere(edit, qualifier);
    List<Entry<ProvisionedConcurrency>> others =
        edit.rows().list(ProvisionedConcurrency.TABLE, Key.of(edit.id().name())).stream()
            .filter(entry -> !entry.key().word(1).equals(qualifier.value()))
            .toList();
    alias.ifPresentOrElse(
        found -> checkVersionsFree(others, found), () -> checkUnaliased(edit, others, qualifier));
    int total = requested + others.stream().mapToInt(entry -> entry.value().requested()).sum();
    int unreserved = budget.unreservedWithout(edit.rows(), edit.id().name());
    Optional<Integer> reserved = edit.function().reservedConcurrency();
    if (reserved.isPresent()) {
      if (total > reserved.get()) {
        throw Refusals.invalidParameter(
            "Requested Provisioned Concurrency should not be greater than the"
                + " reservedConcurrentExecution for function");
      }
      return;
    }
    if (total > unreserved) {
      throw Refusals.invalidParameter(
          "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [%d]."
              .formatted(unreserved));
    }
    if (unreserved - total < budget.leastUnreserved()) {
      throw Refusals.invalidParameter(
          "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [%d]."
              .formatted(budget.leastUnreserved()));
    }
  }

  /** The alias, if that is what the qualifier names; throws 404 when it names nothing. */
  static Optional<Alias> checkThere(Edit edit, Qualifier qualifier) {
    String function = edit.id().name();
    if (qualifier.isAlias()) {
      Optional<Alias> alias =
          edit.rows().read(FunctionTables.ALIASES, Key.of(function, qualifier.value()));
      if (alias.isEmpty()) {
        throw Refusals.notFound("Cannot find alias arn: " + edit.id().arn(qualifier));
      }
      return alias;
    }
    boolean there =
        Functions.versionNumber(qualifier)
            .flatMap(number ->
                edit.rows().read(FunctionTables.VERSIONS, FunctionTables.version(function, number)))
            .isPresent();
    if (!there) {
      throw Refusals.functionNotFound(edit.id().arn(qualifier));
    }
    return Optional.empty();
  }

  private static void checkVersionsFree(List<Entry<ProvisionedConcurrency>> others, Alias alias) {
    if (others.stream().anyMatch(entry -> alias.versions().contains(entry.key().word(1)))) {
      throw Refusals.conflict(
          "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned"
              + " version");
    }
  }

  private static void checkUnaliased(
      Edit edit, List<Entry<ProvisionedConcurrency>> others, Qualifier version) {
    boolean pointedAt =
        others.stream()
            .flatMap(entry ->
                edit
                    .rows()
                    .read(FunctionTables.ALIASES, Key.of(edit.id().name(), entry.key().word(1)))
                    .stream())
            .anyMatch(alias -> alias.versions().contains(version.value()));
    if (pointedAt) {
      throw Refusals.conflict("Version is pointed by a Provisioned Concurrency alias");
    }
  }
}
