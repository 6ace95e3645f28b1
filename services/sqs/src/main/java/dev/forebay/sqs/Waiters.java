package dev.forebay.sqs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the calls that wait at a queue and have found nothing in it. Thread-safe. */
final class Waiters {
  private final Map<String, Integer> byScope = new ConcurrentHashMap<>();

  /** A call begins to wait. */
  void enter(OpenQueue queue) {
    byScope.merge(queue.scope(), 1, Integer::sum);
  }

  /** A call goes on. */
  void leave(OpenQueue queue) {
    byScope.computeIfPresent(queue.scope(), (scope, count) -> count == 1 ? null : count - 1);
  }

  /** How many wait. */
  int at(OpenQueue queue) {
    return byScope.getOrDefault(queue.scope(), 0);
  }
}
