package dev.forebay.server;

import dev.forebay.execution.Environments.Prewarmed;
import dev.forebay.function.concurrency.ProvisionedCapacity;
import dev.forebay.function.name.FunctionId;
import dev.forebay.model.Qualifier;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How far provisioned concurrency has come: what {@link EnvironmentUpkeep} has reached is what the
 * API answers. Thread-safe.
 */
final class ProvisionedStatus implements ProvisionedCapacity {
  private record Key(FunctionId function, Qualifier qualifier) {}

  private final ConcurrentMap<Key, Prewarmed> reached = new ConcurrentHashMap<>();

  @Override
  public Allocation allocation(FunctionId function, Qualifier qualifier, int requested) {
    Prewarmed prewarmed =
        reached.getOrDefault(new Key(function, qualifier), new Prewarmed(0, Optional.empty()));
    int ready = Math.min(requested, prewarmed.ready());
    return new Allocation(ready, ready, prewarmed.failure());
  }

  void begun(FunctionId function, Qualifier qualifier) {
    reached.remove(new Key(function, qualifier));
  }

  void reached(FunctionId function, Qualifier qualifier, Prewarmed prewarmed) {
    reached.put(new Key(function, qualifier), prewarmed);
  }

  void reset() {
    reached.clear();
  }
}
