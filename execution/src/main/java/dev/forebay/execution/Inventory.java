package dev.forebay.execution;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which environments there are, where each is, and what memory they may take together. An
 * environment is in one of three places: with the event that runs in it (busy), in its {@link
 * Group}'s list (idle), or held as its spare. Its memory counts from before it is made until it
 * {@link Leaving leaves}. Confined to the lock of {@link Pool}.
 */
final class Inventory {
  /** Takes environments that have been taken out, to be ended once the lock is free. */
  @FunctionalInterface
  interface Leaving {
    void add(Environment environment);
  }

  private final long most;
  private final Map<Group.Key, Group> groups = new HashMap<>();

  /** Idle environments and since when, the one idle longest first. */
  private final LinkedHashMap<Environment, Instant> idleSince = new LinkedHashMap<>();

  private final Set<Environment> busy = new HashSet<>();

  /** Spares, the one made first in front. */
  private final LinkedHashMap<Environment, Group> spares = new LinkedHashMap<>();

  /** Busy environments that end with their event. */
  private final Set<Environment> retired = new HashSet<>();

  /** Busy environments that will be idle in a moment: their event has its outcome. */
  private final Set<Environment> settling = new HashSet<>();

  /** Busy environments whose processes are being started again. */
  private final Set<Environment> resetting = new HashSet<>();

  private long megabytes;

  /**
   * An empty one.
   *
   * @param most how many MiB all environments may take together
   */
  Inventory(long most) {
    this.most = most;
  }

  // Groups

  /** The group of the image, whose revision becomes the one that counts. */
  Group group(FunctionImage image, Leaving leaving) {
    Group group =
        groups.computeIfAbsent(Group.Key.of(image), key -> new Group(key, image.revision()));
    if (!group.isAt(image.revision())) {
      empty(group, leaving);
      group.moveTo(image.revision());
    }
    return group;
  }

  Optional<Group> groupOf(FunctionImage image) {
    return Optional.ofNullable(groups.get(Group.Key.of(image)));
  }

  /** The groups that match. */
  List<Group> groups(Predicate<Group> which) {
    return groups.values().stream().filter(which).toList();
  }

  /** Takes everything that is not busy out of the group; what is busy ends with its event. */
  void empty(Group group, Leaving leaving) {
    for (Environment environment : group.idle) {
      idleSince.remove(environment);
      leave(environment, leaving);
    }
    group.idle.clear();
    dropSpare(group, leaving);
    for (Environment environment : busy) {
      if (Group.Key.of(environment.image()).equals(group.key)) {
        retired.add(environment);
      }
    }
  }

  void forget(Group group) {
    groups.remove(group.key);
  }

  /** Takes all out, what is busy too. */
  void clear(Leaving leaving) {
    groups.values().forEach(group -> empty(group, leaving));
    groups.clear();
    busy.forEach(environment -> leave(environment, leaving));
    busy.clear();
    settling.clear();
    retired.clear();
    resetting.clear();
  }

  // Memory

  long megabytes() {
    return megabytes;
  }

  long most() {
    return most;
  }

  boolean hasRoom(int needed) {
    return megabytes + needed <= most;
  }

  void take(int needed) {
    megabytes += needed;
  }

  void giveBack(int taken) {
    megabytes -= taken;
  }

  private void leave(Environment environment, Leaving leaving) {
    megabytes -= environment.image().memoryMegabytes();
    leaving.add(environment);
  }

  /** Takes out what has been idle longest, or else the oldest spare; says whether there was one. */
  Optional<Environment> evict(Leaving leaving) {
    Optional<Environment> victim =
        idleSince.keySet().stream()
            .filter(environment -> !environment.isProvisioned())
            .findFirst()
            .or(() -> spares.keySet().stream().findFirst());
    victim.ifPresent(environment -> takeOut(environment, leaving));
    return victim;
  }

  /** Takes out an environment, wherever it is; says whether it was there. */
  boolean takeOut(Environment environment, Leaving leaving) {
    unsettle(environment);
    retired.remove(environment);
    endReset(environment);
    Optional<Group> group = groupOf(environment.image());
    boolean there = busy.remove(environment);
    if (idleSince.remove(environment) != null) {
      group.ifPresent(known -> known.idle.remove(environment));
      there = true;
    }
    if (spares.remove(environment) != null) {
      group.ifPresent(Group::takeSpare);
      there = true;
    }
    if (there) {
      leave(environment, leaving);
    }
    return there;
  }

  // Busy and idle

  void beBusy(Environment environment) {
    busy.add(environment);
  }

  boolean isBusy(Environment environment) {
    return busy.contains(environment);
  }

  boolean isRetired(Environment environment) {
    return retired.contains(environment);
  }

  void retire(Environment environment) {
    retired.add(environment);
  }

  /** The idle environment of the group that was used last; it is busy from now on. */
  Optional<Environment> takeIdle(Group group, Instant now, Leaving leaving) {
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

  /** A busy environment waits for its next event; a frozen one behind those that are not. */
  void beIdle(Environment environment, Group group, Instant now) {
    unsettle(environment);
    busy.remove(environment);
    endReset(environment);
    if (environment.isFrozen()) {
      group.idle.addLast(environment);
    } else {
      group.idle.addFirst(environment);
    }
    idleSince.put(environment, now);
  }

  /** An idle environment is busy from now on, and will be idle again in a moment. */
  void borrow(Environment environment) {
    idleSince.remove(environment);
    groupOf(environment.image()).ifPresent(group -> group.idle.remove(environment));
    busy.add(environment);
    settle(environment);
  }

  /** Idle environments and since when, the one idle longest first; a copy. */
  List<Map.Entry<Environment, Instant>> idle() {
    return List.copyOf(idleSince.entrySet());
  }

  /** The idle environments' wait counts from now on. */
  void touch(Environment environment, Instant now) {
    idleSince.remove(environment);
    idleSince.put(environment, now);
  }

  /** Its event has its outcome. */
  void settle(Environment environment) {
    if (settling.add(environment)) {
      groupOf(environment.image()).ifPresent(Group::settlingBegins);
    }
  }

  private void unsettle(Environment environment) {
    if (settling.remove(environment)) {
      groupOf(environment.image()).ifPresent(Group::settlingEnds);
    }
  }

  List<Environment> settling() {
    return settling.isEmpty() ? List.of() : List.copyOf(settling);
  }

  /** Its processes are being started again: until then nobody may have it. */
  void reset(Environment environment) {
    unsettle(environment);
    if (resetting.add(environment)) {
      groupOf(environment.image()).ifPresent(Group::renewalBegins);
    }
  }

  private void endReset(Environment environment) {
    if (resetting.remove(environment)) {
      groupOf(environment.image()).ifPresent(Group::renewalEnds);
    }
  }

  boolean isResetting(Environment environment) {
    return resetting.contains(environment);
  }

  // Spares

  /** The group's spare, which is busy from now on, unless it is stale. */
  Optional<Environment> takeSpare(Group group, Instant now, Leaving leaving) {
    Optional<Environment> spare = group.takeSpare();
    spare.ifPresent(spares::remove);
    if (spare.isPresent() && spare.get().isStale(now)) {
      leave(spare.get(), leaving);
      return Optional.empty();
    }
    spare.ifPresent(busy::add);
    return spare;
  }

  void keepSpare(Environment spare, Group group) {
    group.keepSpare(spare);
    spares.put(spare, group);
  }

  private void dropSpare(Group group, Leaving leaving) {
    group
        .takeSpare()
        .ifPresent(spare -> {
          spares.remove(spare);
          leave(spare, leaving);
        });
  }

  /** Takes out the oldest spares until there are fewer than the limit. */
  void limitSpares(int limit, Leaving leaving) {
    while (spares.size() >= limit && !spares.isEmpty()) {
      dropSpare(spares.firstEntry().getValue(), leaving);
    }
  }

  // Provisioned environments

  /** The environments of a version that were made for provisioned concurrency and will stay. */
  List<Environment> provisioned(Group.Key key) {
    return Stream.concat(
            idleSince.keySet().stream(),
            busy.stream().filter(environment -> !retired.contains(environment)))
        .filter(Environment::isProvisioned)
        .filter(environment -> Group.Key.of(environment.image()).equals(key))
        .toList();
  }

  // Figures

  int busyCount() {
    return busy.size();
  }

  int idleCount() {
    return idleSince.size();
  }

  int frozenCount() {
    return (int) idleSince.keySet().stream().filter(Environment::isFrozen).count();
  }

  int spareCount() {
    return spares.size();
  }
}
