package dev.forebay.events;

import dev.forebay.pattern.EventPattern;
import dev.forebay.pattern.PatternIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rules and archives of one bus, their patterns compiled into one machine, which changes with
 * each of them. Thread-safe: events are matched without a lock; who changes it holds the lock of
 * {@link Buses#change}.
 */
final class Bus {
  private final PatternIndex<Long> index = new PatternIndex<>();
  private final Map<Long, Subscriber> bySerial = new ConcurrentHashMap<>();
  private final Map<String, Indexed> byName = new ConcurrentHashMap<>();
  private volatile Optional<String> policy = Optional.empty();
  private long serials;

  /** A subscriber and its place in the machine, which it has while it wants anything. */
  private record Indexed(Subscriber subscriber, long serial, Optional<EventPattern> pattern) {}

  /** Adds a subscriber, or puts it in the place of the one of its name. */
  void set(Subscriber subscriber) {
    Indexed before = byName.get(subscriber.name());
    Optional<EventPattern> wanted = subscriber.wanted();
    // An event that is matched meanwhile sees the old one or the new one, and never neither.
    long serial = ++serials;
    wanted.ifPresent(pattern -> {
      bySerial.put(serial, subscriber);
      index.add(serial, pattern);
    });
    byName.put(subscriber.name(), new Indexed(subscriber, serial, wanted));
    if (before != null) {
      forget(before);
    }
  }

  /** Takes the subscriber of a name away. */
  void drop(String name) {
    Indexed before = byName.remove(name);
    if (before != null) {
      forget(before);
    }
  }

  private void forget(Indexed before) {
    bySerial.remove(before.serial());
    before.pattern().ifPresent(pattern -> index.remove(before.serial(), pattern));
  }

  /** The rule of a name. */
  Optional<LiveRule> rule(String name) {
    Indexed found = byName.get("rule/" + name);
    return found != null && found.subscriber() instanceof LiveRule rule
        ? Optional.of(rule)
        : Optional.empty();
  }

  /** How many rules there are. */
  long rules() {
    return byName.values().stream().filter(one -> one.subscriber() instanceof LiveRule).count();
  }

  /** The policy that decides about the bus. */
  Optional<String> policy() {
    return policy;
  }

  /** Gives the bus another policy. */
  void setPolicy(Optional<String> document) {
    policy = document;
  }

  /** Who wants an event. */
  List<Subscriber> matching(String event) {
    List<Subscriber> found = new ArrayList<>();
    for (long serial : index.matching(event)) {
      Subscriber subscriber = bySerial.get(serial);
      if (subscriber != null) {
        found.add(subscriber);
      }
    }
    return found;
  }
}
