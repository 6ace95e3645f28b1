package dev.forebay.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Gives environments to events and takes them back.
 *
 * <p>Thread-safe: one lock guards the {@link Inventory}; under it nothing is started, ended or
 * waited for but room. What leaves the inventory is ended after the lock is free.
 */
final class Pool implements Environment.Keeper {
  /** How long an event waits for an environment that is about to be free rather than start one. */
  private static final Duration SOON = Duration.ofMillis(20);

  /**
   * The same when the environment has failed and is being reset: the event after a timeout finds
   * its {@code /tmp} again, as on AWS. A SHUTDOWN phase takes 2 s at the most.
   */
  private static final Duration RENEWED = Duration.ofSeconds(3);

  private final Surroundings shared;
  private final Endings endings;
  private final IdleCare care;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Inventory inventory;
  private final Tally tally = new Tally();
  private boolean closed;

  Pool(Surroundings shared, Endings endings) {
    this.shared = shared;
    this.endings = endings;
    this.inventory = new Inventory(shared.settings().limits().memory().mebibytes());
    this.care = new IdleCare(this, shared);
  }

  /** What an event gets. */
  sealed interface Place {
    /** An environment that is now busy with it. */
    record In(Environment environment) implements Place {}

    /** Room for an environment that the caller makes and then announces. */
    record Room() implements Place {}

    /** Nothing. */
    record None(String reason) implements Place {}
  }

  /** A change of the inventory, or a look at it. */
  interface Step<T> {
    T run(Inventory inventory, Inventory.Leaving leaving);
  }

  /** Runs the step under the lock, and then ends what left. */
  <T> T locked(String shutdownReason, Step<T> step) {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      T result = step.run(inventory, leaving::add);
      if (!leaving.isEmpty()) {
        freed.signalAll();
      }
      return result;
    } finally {
      lock.unlock();
      endings.all(leaving, shutdownReason);
    }
  }

  /** Finds an environment for an event, or room for one; waits for room if need be. */
  Place acquire(FunctionImage image) throws InterruptedException {
    long start = shared.wall().nanoTime();
    long until = start + shared.settings().limits().waitForMemory().toNanos();
    List<Environment> leaving = new ArrayList<>();
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) {
          return new Place.None("the server is shutting down");
        }
        if (image.memoryMegabytes() > inventory.most()) {
          return noRoom(image);
        }
        Instant now = shared.clock().now();
        Group group = inventory.group(image, leaving::add);
        Optional<Environment> warm = inventory.takeIdle(group, now, leaving::add);
        if (warm.isPresent()) {
          tally.warmStarts++;
          return new Place.In(warm.get());
        }
        long soon = start + (group.isRenewing() ? RENEWED : SOON).toNanos();
        if (group.isWorthWaiting() && left(soon) > 0) {
          group.hopeBegins();
          try {
            freed.awaitNanos(left(soon));
          } finally {
            group.hopeEnds();
          }
          continue;
        }
        Optional<Environment> spare = inventory.takeSpare(group, now, leaving::add);
        if (spare.isPresent()) {
          tally.coldStarts++;
          tally.spareStarts++;
          return new Place.In(spare.get());
        }
        if (makeRoom(image, leaving::add)) {
          tally.coldStarts++;
          return new Place.Room();
        }
        if (left(until) <= 0) {
          return noRoom(image);
        }
        freed.awaitNanos(left(until));
      }
    } finally {
      lock.unlock();
      endings.all(leaving, "SPINDOWN");
    }
  }

  private long left(long until) {
    return until - shared.wall().nanoTime();
  }

  /** Takes memory, if need be from what has been idle longest. */
  private boolean makeRoom(FunctionImage image, Inventory.Leaving leaving) {
    while (!inventory.hasRoom(image.memoryMegabytes())) {
      Optional<Environment> victim = inventory.evict(leaving);
      if (victim.isEmpty()) {
        return false;
      }
      tally.evictions++;
    }
    inventory.take(image.memoryMegabytes());
    return true;
  }

  private Place.None noRoom(FunctionImage image) {
    return new Place.None(
        "execution.memory allows %d MiB for all environments, %d are taken, and %s needs %d"
            .formatted(
                inventory.most(),
                inventory.megabytes(),
                image.functionName(),
                image.memoryMegabytes()));
  }

  /** Takes room for an environment that is not made for an event; does not wait. */
  boolean reserveRoom(FunctionImage image) {
    return locked("SPINDOWN", (all, leaving) -> !closed && makeRoom(image, leaving));
  }

  /** Takes room for a spare, without evicting anything for it but an older spare. */
  boolean reserveSpare(FunctionImage image) {
    int limit = shared.settings().limits().spares();
    return locked(
        "SPINDOWN",
        (all, leaving) -> {
          Optional<Group> group = all.groupOf(image).filter(known -> wantsSpare(known, image));
          if (limit == 0 || group.isEmpty() || !all.hasRoom(image.memoryMegabytes())) {
            return false;
          }
          all.limitSpares(limit, leaving);
          all.take(image.memoryMegabytes());
          return true;
        });
  }

  private boolean wantsSpare(Group group, FunctionImage image) {
    return !closed && !group.hasSpare() && group.isAt(image.revision());
  }

  /** A spare was made in the room that was reserved; it ends if it is no longer wanted. */
  void keepSpare(Environment spare) {
    locked(
        "SPINDOWN",
        (all, leaving) -> {
          Optional<Group> group =
              all.groupOf(spare.image()).filter(known -> wantsSpare(known, spare.image()));
          group.ifPresentOrElse(
              known -> all.keepSpare(spare, known),
              () -> {
                all.giveBack(spare.image().memoryMegabytes());
                leaving.add(spare);
              });
          return group.isPresent();
        });
  }

  /** An environment was made in the room that was given; it is busy. */
  void moveIn(Environment environment) {
    locked(
        "SPINDOWN",
        (all, leaving) -> {
          all.beBusy(environment);
          if (closed) {
            all.retire(environment);
          }
          return true;
        });
  }

  /** The room that was given is not used. */
  void giveBack(FunctionImage image) {
    locked(
        "SPINDOWN",
        (all, leaving) -> {
          all.giveBack(image.memoryMegabytes());
          freed.signalAll();
          return true;
        });
  }

  /** A busy environment cannot be used again; the caller ends it. */
  void lose(Environment environment) {
    locked(
        "FAILURE",
        (all, leaving) -> {
          boolean there = all.takeOut(environment, lost -> {});
          freed.signalAll();
          return there;
        });
  }

  @Override
  public void answered(Environment environment) {
    lock.lock();
    try {
      inventory.settle(environment);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void settled(Environment environment) {
    locked(
        "SPINDOWN",
        (all, leaving) ->
            all.isBusy(environment)
                && !all.isResetting(environment)
                && takeBack(environment, leaving));
  }

  /** The processes of an environment have been started again. */
  void renewed(Environment environment) {
    locked("SPINDOWN", (all, leaving) -> all.isBusy(environment) && takeBack(environment, leaving));
  }

  private boolean takeBack(Environment environment, Inventory.Leaving leaving) {
    // A change of the function may have come between the room that an event was given and the
    // environment that was made in it, which was then not yet busy and so not retired.
    Optional<Group> group =
        inventory
            .groupOf(environment.image())
            .filter(known -> known.isAt(environment.image().revision()));
    if (inventory.isRetired(environment) || closed || group.isEmpty()) {
      return inventory.takeOut(environment, leaving);
    }
    environment.waits(shared.wall().nanoTime());
    inventory.beIdle(environment, group.get(), shared.clock().now());
    care.planSweep(inventory);
    freed.signalAll();
    return true;
  }

  @Override
  public void broken(Environment environment, String shutdownReason) {
    boolean renews =
        locked(
            shutdownReason,
            (all, leaving) -> {
              tally.resets++;
              boolean stays =
                  all.isBusy(environment)
                      && !all.isRetired(environment)
                      && !environment.isSpoilt()
                      && !closed;
              if (stays) {
                all.reset(environment);
              } else {
                all.takeOut(environment, leaving);
              }
              return stays;
            });
    if (renews) {
      endings.renew(environment, shutdownReason, this);
    }
  }

  // Changes

  /** Makes the image's revision the one that counts. */
  void admit(FunctionImage image) {
    locked("SPINDOWN", (all, leaving) -> all.group(image, leaving));
  }

  /** See {@link Environments#retire}. */
  void retire(Group.Key key, String revision) {
    locked(
        "SPINDOWN",
        (all, leaving) -> {
          for (Group group : all.groups(one -> one.key.equals(key) && !one.isAt(revision))) {
            all.empty(group, leaving);
            group.moveTo(revision);
          }
          return true;
        });
  }

  /** Ends all environments of the groups; busy ones after their event. */
  void drop(Predicate<Group.Key> which) {
    locked(
        "SPINDOWN",
        (all, leaving) -> {
          for (Group group : all.groups(one -> which.test(one.key))) {
            all.empty(group, leaving);
            all.forget(group);
          }
          return true;
        });
  }

  /** Ends all environments, busy ones too. */
  void clear() {
    locked(
        "SPINDOWN",
        (all, leaving) -> {
          all.clear(leaving);
          return true;
        });
  }

  /** As {@link #clear}, and lets nothing new in. */
  void close() {
    locked(
        "SPINDOWN",
        (all, leaving) -> {
          closed = true;
          all.clear(leaving);
          freed.signalAll();
          return true;
        });
  }

  /** Counts an environment that was ended for having been idle too long; under the lock. */
  void countReclaimed() {
    tally.reclaimed++;
  }

  IdleCare care() {
    return care;
  }

  EnvironmentCounts counts() {
    return locked(
        "SPINDOWN",
        (all, leaving) ->
            new EnvironmentCounts(
                all.busyCount(),
                all.idleCount(),
                all.frozenCount(),
                all.spareCount(),
                all.megabytes(),
                tally.coldStarts,
                tally.warmStarts,
                tally.spareStarts,
                tally.evictions,
                tally.reclaimed,
                tally.resets));
  }

  /** What has happened since the start. Confined to the lock. */
  private static final class Tally {
    private long coldStarts;
    private long warmStarts;
    private long spareStarts;
    private long evictions;
    private long reclaimed;
    private long resets;
  }
}
