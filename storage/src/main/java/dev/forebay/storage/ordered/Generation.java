package dev.forebay.storage.ordered;

import java.util.HashMap;
import java.util.Map;

/**
 * All state between two resets, under keys of its own: a reset begins the next one, so that what
 * the store still knows of the last one's keys never slows a read. The scopes may be read by
 * anyone; the heads of the queues belong to the writer's turn.
 */
final class Generation {
  private final int number;
  private final Scopes scopes;
  private final Map<Long, QueueHead> heads = new HashMap<>();

  Generation(int number) {
    this.number = number;
    this.scopes = new Scopes(Keys.of(number));
  }

  int number() {
    return number;
  }

  Keys keys() {
    return Keys.of(number);
  }

  Scopes scopes() {
    return scopes;
  }

  /** What is kept in memory of each queue, by its scope's number. */
  Map<Long, QueueHead> heads() {
    return heads;
  }

  Generation next() {
    return new Generation(number + 1);
  }
}
