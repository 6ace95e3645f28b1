package dev.forebay.sqs;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that wait at a queue and have found nothing in it. Thread-safe. */
final class Waiters {
  private final Map<String, Set<Signal>> byScope = new ConcurrentHashMap<>();

  /** A call begins to wait for its signal. */
  void enter(OpenQueue queue, Signal signal) {
    byScope.computeIfAbsent(queue.scope(), scope -> ConcurrentHashMap.newKeySet()).add(signal);
  }

  /** A call goes on. */
  void leave(OpenQueue queue, Signal signal) {
    byScope.computeIfPresent(
        queue.scope(),
        (scope, signals) -> {
          signals.remove(signal);
          return signals.isEmpty() ? null : signals;
        });
  }

  /** How many wait, without those that have been woken and are about to go on. */
  int at(OpenQueue queue) {
    return (int)
        byScope.getOrDefault(queue.scope(), Set.of()).stream()
            .filter(signal -> !signal.isRaised())
            .count();
  }
}
