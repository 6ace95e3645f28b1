package dev.forebay.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which environments there are, who has them, and what memory they may take together.
 *
 * <p>Thread-safe: one lock, under which nothing is started, ended or waited for but room. An
 * environment is in one of three places: with the event that runs in it (busy), in its {@link
 * Group}'s list (idle), or held as its spare. Its memory counts from before it is made until it has
 * been handed to the {@link Endings}.
 */
final class Pool implements Environment.Keeper {
  /** How long an event waits for an environment that is about to be free rather than start one. */
  private static final Duration SOON = Duration.ofMillis(20);

  private final Surroundings shared;
  private final Endings endings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final Map<Group.Key, Group> groups = new HashMap<>();

  /** Idle environments and since when, the one idle longest first. */
  private final LinkedHashMap<Environment, Instant> idleSince = new LinkedHashMap<>();

  private final Set<Environment> busy = new HashSet<>();

  /** Spares, the one made first in front. */
  private final LinkedHashMap<Environment, Group> spares = new LinkedHashMap<>();

  /** Busy environments that end with their event. */
  private final Set<Environment> retired = new HashSet<>();

  /** Busy environments whose event has its outcome. */
  private final Set<Environment> settling = new HashSet<>();

  private final Tally tally = new Tally();
  private long megabytes;
  private boolean sweepPlanned;
  private boolean closed;

  Pool(Surroundings shared, Endings endings) {
    this.shared = shared;
    this.endings = endings;
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

  /** Finds an environment for an event, or room for one; waits for room if need be. */
  Place acquire(FunctionImage image) throws InterruptedException {
    long until = shared.wall().nanoTime() + shared.settings().limits().waitForMemory().toNanos();
    long soon = shared.wall().nanoTime() + SOON.toNanos();
    List<Environment> leaving = new ArrayList<>();
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) {
          return new Place.None("the server is shutting down");
        }
        if (image.memoryMegabytes() > most()) {
          return noRoom(image);
        }
        Group group = group(image, leaving);
        Optional<Environment> warm = takeIdle(group, leaving);
        if (warm.isPresent()) {
          tally.warmStarts++;
          return new Place.In(warm.get());
        }
        if (group.isWorthWaiting() && shared.wall().nanoTime() < soon) {
          group.hopeBegins();
          try {
            freed.awaitNanos(soon - shared.wall().nanoTime());
          } finally {
            group.hopeEnds();
          }
          continue;
        }
        Optional<Environment> spare = takeSpare(group, leaving);
        if (spare.isPresent()) {
          tally.coldStarts++;
          tally.spareStarts++;
          return new Place.In(spare.get());
        }
        if (reserve(image.memoryMegabytes(), leaving)) {
          tally.coldStarts++;
          return new Place.Room();
        }
        long left = until - shared.wall().nanoTime();
        if (left <= 0) {
          return noRoom(image);
        }
        freed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
      endings.all(leaving, "SPINDOWN");
    }
  }

  private Place.None noRoom(FunctionImage image) {
    return new Place.None(
        "execution.memory allows %d MiB for all environments, %d are taken, and %s needs %d"
            .formatted(most(), megabytes, image.functionName(), image.memoryMegabytes()));
  }

  private long most() {
    return shared.settings().limits().memory().mebibytes();
  }

  private Group group(FunctionImage image, List<Environment> leaving) {
    Group group =
        groups.computeIfAbsent(Group.Key.of(image), key -> new Group(key, image.revision()));
    if (!group.isAt(image.revision())) {
      empty(group, leaving);
      group.moveTo(image.revision());
    }
    return group;
  }

  /** Takes everything that is not busy out of the group; what is busy ends with its event. */
  private void empty(Group group, List<Environment> leaving) {
    for (Environment environment : group.idle) {
      idleSince.remove(environment);
      leave(environment, leaving);
    }
    group.idle.clear();
    group
        .takeSpare()
        .ifPresent(spare -> {
          spares.remove(spare);
          leave(spare, leaving);
        });
    for (Environment environment : busy) {
      if (Group.Key.of(environment.image()).equals(group.key)) {
        retired.add(environment);
      }
    }
  }

  private void leave(Environment environment, List<Environment> leaving) {
    megabytes -= environment.image().memoryMegabytes();
    leaving.add(environment);
    freed.signalAll();
  }

  private Optional<Environment> takeIdle(Group group, List<Environment> leaving) {
    Instant now = shared.clock().now();
    for (Environment first = group.idle.pollFirst();
        first != null;
        first = group.idle.pollFirst()) {
      idleSince.remove(first);
      if (!first.isStale(now)) {
        busy.add(first);
        return Optional.of(first);
      }
      leave(first, leaving);
    }
    return Optional.empty();
  }

  private Optional<Environment> takeSpare(Group group, List<Environment> leaving) {
    Optional<Environment> spare = group.takeSpare();
    if (spare.isEmpty()) {
      return spare;
    }
    Environment held = spare.get();
    spares.remove(held);
    if (held.isStale(shared.clock().now())) {
      leave(held, leaving);
      return Optional.empty();
    }
    busy.add(held);
    return spare;
  }

  /** Takes memory, if need be from what has been idle longest. */
  private boolean reserve(int needed, List<Environment> leaving) {
    while (megabytes + needed > most()) {
      if (!evictOne(leaving)) {
        return false;
      }
    }
    megabytes += needed;
    return true;
  }

  private boolean evictOne(List<Environment> leaving) {
    for (Environment environment : idleSince.keySet()) {
      if (!environment.isProvisioned()) {
        idleSince.remove(environment);
        groupOf(environment).ifPresent(group -> group.idle.remove(environment));
        tally.evictions++;
        leave(environment, leaving);
        return true;
      }
    }
    for (Map.Entry<Environment, Group> spare : spares.entrySet()) {
      spares.remove(spare.getKey());
      spare.getValue().takeSpare();
      leave(spare.getKey(), leaving);
      return true;
    }
    return false;
  }

  /** An environment was made in the room that was given; it is busy. */
  void moveIn(Environment environment) {
    lock.lock();
    try {
      busy.add(environment);
      if (closed) {
        retired.add(environment);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The room that was given is not used. */
  void giveBack(FunctionImage image) {
    lock.lock();
    try {
      megabytes -= image.memoryMegabytes();
      freed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void answered(Environment environment) {
    lock.lock();
    try {
      groupOf(environment).ifPresent(Group::settlingBegins);
      settling.add(environment);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Group> groupOf(Environment environment) {
    return Optional.ofNullable(groups.get(Group.Key.of(environment.image())));
  }

  @Override
  public void settled(Environment environment) {
    boolean ends = false;
    lock.lock();
    try {
      if (!busy.remove(environment)) {
        return;
      }
      unsettle(environment);
      Optional<Group> group = groupOf(environment);
      ends = retired.remove(environment) || closed || group.isEmpty();
      if (ends) {
        leave(environment, new ArrayList<>());
      } else {
        beIdle(environment, group.get());
      }
    } finally {
      lock.unlock();
    }
    if (ends) {
      endings.one(environment, "SPINDOWN");
    }
  }

  private void unsettle(Environment environment) {
    if (settling.remove(environment)) {
      groupOf(environment).ifPresent(Group::settlingEnds);
    }
  }

  private void beIdle(Environment environment, Group group) {
    if (environment.isFrozen()) {
      group.idle.addLast(environment);
    } else {
      group.idle.addFirst(environment);
    }
    idleSince.put(environment, shared.clock().now());
    planSweep();
    freed.signalAll();
  }

  @Override
  public void broken(Environment environment, String shutdownReason) {
    boolean renews;
    lock.lock();
    try {
      tally.resets++;
      unsettle(environment);
      if (busy.contains(environment)) {
        renews = !retired.contains(environment) && !closed;
      } else if (idleSince.remove(environment) != null) {
        groupOf(environment).ifPresent(group -> group.idle.remove(environment));
        renews = false;
      } else if (spares.remove(environment) != null) {
        groupOf(environment).ifPresent(Group::takeSpare);
        renews = false;
      } else {
        return; // it is being ended already
      }
      if (!renews) {
        busy.remove(environment);
        retired.remove(environment);
        leave(environment, new ArrayList<>());
      }
    } finally {
      lock.unlock();
    }
    if (renews) {
      endings.renew(environment, shutdownReason, this);
    } else {
      endings.one(environment, shutdownReason);
    }
  }

  /** A busy environment cannot be used again; the caller ends it. */
  void lose(Environment environment) {
    lock.lock();
    try {
      unsettle(environment);
      retired.remove(environment);
      if (busy.remove(environment)) {
        leave(environment, new ArrayList<>());
      }
    } finally {
      lock.unlock();
    }
  }

  // Idleness

  /** Plans to look for environments that have been idle too long; one look at a time is planned. */
  private void planSweep() {
    if (!sweepPlanned && !idleSince.isEmpty() && !closed) {
      sweepPlanned = true;
      Instant first = idleSince.values().iterator().next();
      shared.clock().schedule(first.plus(shared.settings().limits().idle()), this::sweep);
    }
  }

  private void sweep() {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      sweepPlanned = false;
      Instant limit = shared.clock().now().minus(shared.settings().limits().idle());
      for (Map.Entry<Environment, Instant> entry : List.copyOf(idleSince.entrySet())) {
        Environment environment = entry.getKey();
        if (entry.getValue().isAfter(limit)) {
          break;
        }
        idleSince.remove(environment);
        if (environment.isProvisioned()) {
          idleSince.put(environment, shared.clock().now());
        } else {
          groupOf(environment).ifPresent(group -> group.idle.remove(environment));
          tally.reclaimed++;
          leave(environment, leaving);
        }
      }
      planSweep();
    } finally {
      lock.unlock();
    }
    endings.all(leaving, "SPINDOWN");
  }

  /** Freezes what has been idle since before the instant. */
  void freeze(Instant idleBefore) {
    for (Environment environment : takeForFreezing(idleBefore)) {
      environment.freeze();
      settled(environment);
    }
  }

  private List<Environment> takeForFreezing(Instant idleBefore) {
    List<Environment> taken = new ArrayList<>();
    lock.lock();
    try {
      for (Map.Entry<Environment, Instant> entry : idleSince.entrySet()) {
        if (!entry.getKey().wasFreezingTried() && !entry.getValue().isAfter(idleBefore)) {
          taken.add(entry.getKey());
        }
      }
      for (Environment environment : taken) {
        idleSince.remove(environment);
        busy.add(environment);
        settling.add(environment);
        groupOf(environment)
            .ifPresent(group -> {
              group.idle.remove(environment);
              group.settlingBegins();
            });
      }
    } finally {
      lock.unlock();
    }
    return taken;
  }

  /** Looks for events that were answered and have not been settled in time. */
  void checkOverdue(long nowNanos) {
    List<Environment> answered;
    lock.lock();
    try {
      answered = settling.isEmpty() ? List.of() : List.copyOf(settling);
    } finally {
      lock.unlock();
    }
    answered.forEach(environment -> environment.checkOverdue(nowNanos));
  }

  // Spares

  /** Makes the image's revision the one that counts. */
  void admit(FunctionImage image) {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      group(image, leaving);
    } finally {
      lock.unlock();
    }
    endings.all(leaving, "SPINDOWN");
  }

  /** Takes room for a spare, without evicting anything for it but an older spare. */
  boolean reserveSpare(FunctionImage image) {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      Group group = groups.get(Group.Key.of(image));
      int limit = shared.settings().limits().spares();
      if (closed
          || limit == 0
          || group == null
          || group.hasSpare()
          || !group.isAt(image.revision())
          || megabytes + image.memoryMegabytes() > most()) {
        return false;
      }
      if (spares.size() >= limit) {
        Map.Entry<Environment, Group> oldest = spares.firstEntry();
        spares.remove(oldest.getKey());
        oldest.getValue().takeSpare();
        leave(oldest.getKey(), leaving);
      }
      megabytes += image.memoryMegabytes();
      return true;
    } finally {
      lock.unlock();
      endings.all(leaving, "SPINDOWN");
    }
  }

  /** A spare was made in the room that was reserved. */
  void keepSpare(Environment spare) {
    boolean kept;
    lock.lock();
    try {
      Group group = groups.get(Group.Key.of(spare.image()));
      kept = !closed && group != null && !group.hasSpare() && group.isAt(spare.image().revision());
      if (kept && group != null) {
        group.keepSpare(spare);
        spares.put(spare, group);
      } else {
        leave(spare, new ArrayList<>());
      }
    } finally {
      lock.unlock();
    }
    if (!kept) {
      endings.one(spare, "SPINDOWN");
    }
  }

  // Changes

  /** See {@link Environments#retire}. */
  void retire(Group.Key key, String revision) {
    change(
        group -> group.key.equals(key) && !group.isAt(revision), group -> group.moveTo(revision));
  }

  /** Ends all environments of the groups; busy ones after their event. */
  void drop(Predicate<Group.Key> which) {
    change(group -> which.test(group.key), group -> groups.remove(group.key));
  }

  private void change(Predicate<Group> which, Consumer<Group> then) {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      for (Group group : List.copyOf(groups.values())) {
        if (which.test(group)) {
          empty(group, leaving);
          then.accept(group);
        }
      }
    } finally {
      lock.unlock();
    }
    endings.all(leaving, "SPINDOWN");
  }

  /** Takes all environments out, busy ones too; the caller ends them. */
  List<Environment> clear(boolean forGood) {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      closed |= forGood;
      groups.values().forEach(group -> empty(group, leaving));
      groups.clear();
      busy.forEach(environment -> leave(environment, leaving));
      busy.clear();
      settling.clear();
      retired.clear();
    } finally {
      lock.unlock();
    }
    return leaving;
  }

  // Provisioned environments

  /** Takes room for an environment that is not made for an event; does not wait. */
  boolean reserveRoom(FunctionImage image) {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      return !closed && reserve(image.memoryMegabytes(), leaving);
    } finally {
      lock.unlock();
      endings.all(leaving, "SPINDOWN");
    }
  }

  /** How many environments of a version were made for provisioned concurrency and will stay. */
  int provisioned(Group.Key key) {
    lock.lock();
    try {
      return (int)
          Stream.concat(
                  idleSince.keySet().stream(),
                  busy.stream().filter(environment -> !retired.contains(environment)))
              .filter(environment -> isProvisioned(environment, key))
              .count();
    } finally {
      lock.unlock();
    }
  }

  private static boolean isProvisioned(Environment environment, Group.Key key) {
    return environment.isProvisioned() && Group.Key.of(environment.image()).equals(key);
  }

  /** Takes so many provisioned environments out; of busy ones, they end with their event. */
  List<Environment> takeProvisioned(Group.Key key, int count) {
    List<Environment> leaving = new ArrayList<>();
    lock.lock();
    try {
      for (Environment environment : List.copyOf(idleSince.keySet())) {
        if (leaving.size() < count && isProvisioned(environment, key)) {
          idleSince.remove(environment);
          groupOf(environment).ifPresent(group -> group.idle.remove(environment));
          leave(environment, leaving);
        }
      }
      busy.stream()
          .filter(environment -> isProvisioned(environment, key))
          .filter(environment -> !retired.contains(environment))
          .limit(count - leaving.size())
          .toList()
          .forEach(retired::add);
    } finally {
      lock.unlock();
    }
    return leaving;
  }

  EnvironmentCounts counts() {
    lock.lock();
    try {
      return new EnvironmentCounts(
          busy.size(),
          idleSince.size(),
          (int) idleSince.keySet().stream().filter(Environment::isFrozen).count(),
          spares.size(),
          megabytes,
          tally.coldStarts,
          tally.warmStarts,
          tally.spareStarts,
          tally.evictions,
          tally.reclaimed,
          tally.resets);
    } finally {
      lock.unlock();
    }
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
