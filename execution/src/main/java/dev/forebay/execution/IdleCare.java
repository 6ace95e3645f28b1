package dev.forebay.execution;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is done with environments that wait: they are frozen, and ended when they have waited too
 * long. Thread-safe, by the lock of {@link Pool}.
 */
final class IdleCare {
  private final Pool pool;
  private final Surroundings shared;
  private boolean sweepPlanned;

  IdleCare(Pool pool, Surroundings shared) {
    this.pool = pool;
    this.shared = shared;
  }

  /**
   * Plans to look for environments that have been idle too long; one look at a time is planned.
   * Called under the pool's lock.
   */
  void planSweep(Inventory inventory) {
    List<Map.Entry<Environment, Instant>> idle = sweepPlanned ? List.of() : inventory.idle();
    if (!idle.isEmpty()) {
      sweepPlanned = true;
      Instant first = idle.getFirst().getValue();
      shared.clock().schedule(first.plus(shared.settings().limits().idle()), this::sweep);
    }
  }

  private void sweep() {
    pool.locked(
        "SPINDOWN",
        (inventory, leaving) -> {
          sweepPlanned = false;
          Instant now = shared.clock().now();
          Instant limit = now.minus(shared.settings().limits().idle());
          inventory.idle().stream()
              .filter(entry -> !entry.getValue().isAfter(limit))
              .map(Map.Entry::getKey)
              .forEach(environment -> reclaim(environment, inventory, now, leaving));
          planSweep(inventory);
          return true;
        });
  }

  private void reclaim(
      Environment environment, Inventory inventory, Instant now, Inventory.Leaving leaving) {
    if (environment.isProvisioned()) {
      inventory.touch(environment, now);
    } else {
      inventory.takeOut(environment, leaving);
      pool.countReclaimed();
    }
  }

  /** Freezes what has been idle since before that time of the real clock's. */
  void freeze(long idleBeforeNanos) {
    for (Environment environment : takeForFreezing(idleBeforeNanos)) {
      environment.freeze();
      pool.settled(environment);
    }
  }

  private List<Environment> takeForFreezing(long idleBeforeNanos) {
    return pool.locked(
        "SPINDOWN",
        (inventory, leaving) -> {
          List<Environment> taken =
              inventory.idle().stream()
                  .map(Map.Entry::getKey)
                  .filter(environment -> !environment.wasFreezingTried())
                  .filter(environment -> environment.hasWaitedSince(idleBeforeNanos))
                  .toList();
          taken.forEach(inventory::borrow);
          return taken;
        });
  }

  /** Looks for events that were answered and have not been settled in time. */
  void checkOverdue(long nowNanos) {
    List<Environment> answered =
        pool.locked("SPINDOWN", (inventory, leaving) -> inventory.settling());
    answered.forEach(environment -> environment.checkOverdue(nowNanos));
  }
}
