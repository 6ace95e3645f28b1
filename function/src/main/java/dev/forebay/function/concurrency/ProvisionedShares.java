package dev.forebay.function.concurrency;

import dev.forebay.function.definition.Alias;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.model.Qualifier;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many initialized environments each version of a function is to have: those asked for the
 * version itself and those asked for aliases that lead to it, split by weight where an alias leads
 * to two. Thread-safe.
 */
public final class ProvisionedShares {
  private final Functions functions;

  /** Shares of these functions. */
  public ProvisionedShares(Functions functions) {
    this.functions = functions;
  }

  /** By version's number; versions that are to have none are left out. */
  public Map<String, Integer> of(FunctionId id) {
    Map<String, Integer> shares = new TreeMap<>();
    for (Entry<ProvisionedConcurrency> entry :
        functions.rows().list(id.place(), ProvisionedConcurrency.TABLE, Key.of(id.name()))) {
      add(shares, id, new Qualifier(entry.key().word(1)), entry.value().requested());
    }
    return shares;
  }

  private void add(Map<String, Integer> shares, FunctionId id, Qualifier qualifier, int requested) {
    Optional<Alias> alias =
        qualifier.isAlias() ? functions.findAlias(id, qualifier.value()) : Optional.empty();
    int other =
        alias
            .flatMap(Alias::additional)
            .map(additional -> (int) Math.round(requested * additional.weight()))
            .orElse(0);
    shares.merge(
        alias.map(Alias::version).orElse(qualifier.value()), requested - other, Integer::sum);
    alias
        .flatMap(Alias::additional)
        .ifPresent(additional -> shares.merge(additional.version(), other, Integer::sum));
    shares.values().removeIf(count -> count == 0);
  }
}
