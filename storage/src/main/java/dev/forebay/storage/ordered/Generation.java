package dev.forebay.storage.ordered;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * All state between two resets, under keys of its own: a reset begins the next one, so that what
 * the store still knows of the last one's keys never slows a read. The scopes may be read by
 * anyone; the heads of the queues, the recent ids and the box of answers belong to the writer's
 * turn.
 */
final class Generation {
  private final int number;
  private final Scopes scopes;
  private final Map<Long, QueueHead> heads = new HashMap<>();
  private final Map<Long, RecentIds> recentIds = new HashMap<>();
  private OptionalLong answerBox = OptionalLong.empty();

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

  /** The box of answers that is in use, once it is known to be durable. */
  OptionalLong answerBox() {
    return answerBox;
  }

  void answerBoxIs(long durable) {
    answerBox = OptionalLong.of(durable);
  }

  /**
   * The ids of operations of which a box has answers; older boxes than the one before are
   * forgotten.
   *
   * @param isEmpty whether the box is empty, asked when it is first met
   */
  RecentIds recentIds(long box, BooleanSupplier isEmpty) {
    RecentIds known = recentIds.get(box);
    if (known == null) {
      recentIds.keySet().removeIf(old -> old < box - 1);
      known = new RecentIds(RecentIds.OF_BOX, isEmpty.getAsBoolean());
      recentIds.put(box, known);
    }
    return known;
  }

  Generation next() {
    return new Generation(number + 1);
  }
}
