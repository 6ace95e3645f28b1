package dev.forebay.execution;

import dev.forebay.execution.Environments.Prewarmed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps environments initialised ahead of events, as provisioned concurrency does: makes them,
 * makes new ones for those that were lost, and lets them go. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html">Configuring
 *     provisioned concurrency</a>
 */
final class Prewarming {
  private static final Logger LOG = LoggerFactory.getLogger(Prewarming.class);

  /** How many inits run at a time. */
  private static final int AT_A_TIME = 4;

  private record Target(FunctionImage image, int count) {}

  private final Pool pool;
  private final Surroundings shared;
  private final Endings endings;
  private final Map<Group.Key, Target> targets = new ConcurrentHashMap<>();
  private final ReentrantLock turn = new ReentrantLock();

  Prewarming(Pool pool, Surroundings shared, Endings endings) {
    this.pool = pool;
    this.shared = shared;
    this.endings = endings;
  }

  /** See {@link Environments#prewarm}. */
  Prewarmed keep(FunctionImage image, int count) throws InterruptedException {
    Group.Key key = Group.Key.of(image);
    turn.lockInterruptibly();
    try {
      pool.admit(image);
      int surplus = count(key) - count;
      if (surplus > 0) {
        letGo(key, surplus);
      }
      Optional<String> failure = make(image, -surplus);
      int ready = Math.min(count, count(key));
      if (ready == 0) {
        targets.remove(key);
      } else {
        targets.put(key, new Target(image, ready));
      }
      return new Prewarmed(ready, failure);
    } finally {
      turn.unlock();
    }
  }

  private int count(Group.Key key) {
    return pool.locked("SPINDOWN", (inventory, leaving) -> inventory.provisioned(key).size());
  }

  /** Ends so many: idle ones now, busy ones with their event. */
  private void letGo(Group.Key key, int count) {
    pool.locked(
        "SPINDOWN",
        (inventory, leaving) -> {
          inventory.provisioned(key).stream()
              .limit(count)
              .forEach(environment -> {
                if (inventory.isBusy(environment)) {
                  inventory.retire(environment);
                } else {
                  inventory.takeOut(environment, leaving);
                }
              });
          return true;
        });
  }

  /** Makes environments, several at a time; says why one could not be made. */
  private Optional<String> make(FunctionImage image, int count) throws InterruptedException {
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    Semaphore permits = new Semaphore(AT_A_TIME);
    List<Thread> threads =
        IntStream.range(0, Math.max(0, count))
            .mapToObj(number ->
                Thread.ofVirtual()
                    .name("prewarm")
                    .start(() -> {
                      permits.acquireUninterruptibly();
                      try {
                        makeOne(image).ifPresent(failures::add);
                      } finally {
                        permits.release();
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    return Optional.ofNullable(failures.peek());
  }

  private Optional<String> makeOne(FunctionImage image) {
    if (!pool.reserveRoom(image)) {
      return Optional.of("execution.memory allows no more environments");
    }
    Environment environment;
    try {
      environment = new Environment(image, Environment.Purpose.PROVISIONED, shared, pool);
    } catch (IOException | RuntimeException e) {
      pool.giveBack(image);
      return Optional.of(String.valueOf(e.getMessage()));
    }
    pool.moveIn(environment);
    Optional<String> failure = initialise(environment);
    if (failure.isPresent()) {
      pool.lose(environment);
      endings.one(environment, "FAILURE");
    } else {
      pool.settled(environment);
    }
    return failure;
  }

  private static Optional<String> initialise(Environment environment) {
    try {
      return environment.initialise();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** Makes new environments for those that were lost. Returns at once. */
  void topUp() {
    for (Target target : targets.values()) {
      Group.Key key = Group.Key.of(target.image());
      if (count(key) < target.count() && !turn.isLocked()) {
        Thread.ofVirtual().name("prewarm").start(() -> topUp(target));
      }
    }
  }

  private void topUp(Target target) {
    try {
      Prewarmed kept = keep(target.image(), target.count());
      kept.failure()
          .ifPresent(reason ->
              LOG.warn(
                  "{} keeps {} of {} provisioned environments: {}",
                  target.image().functionName(),
                  kept.ready(),
                  target.count(),
                  reason));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets a version of which another revision counts now. */
  void forget(Group.Key key, String revision) {
    Target target = targets.get(key);
    if (target != null && !target.image().revision().equals(revision)) {
      targets.remove(key);
    }
  }

  /** Forgets all versions of functions. */
  void forget(Predicate<Group.Key> which) {
    targets.keySet().removeIf(which);
  }
}
