package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;

/**
 * Says of most operations that are new that they are, without asking the store: a Bloom filter of
 * the ids in one box of answers. Of a box that this process did not see from its beginning it knows
 * nothing. Confined to the writer's turn.
 */
final class RecentIds {
  /** 512 KiB: of a million ids, one in eight that are new is asked for all the same. */
  private static final int BITS = 1 << 22;

  private static final int HASHES = 3;
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final boolean whole;
  private final long[] bits;

  /**
   * The ids of a box.
   *
   * @param whole whether the box is empty so far
   */
  RecentIds(boolean whole) {
    this.whole = whole;
    this.bits = whole ? new long[BITS / Long.SIZE] : new long[0];
  }

  void add(long scope, OperationId id) {
    if (whole) {
      long hash = hash(scope, id);
      for (int i = 0; i < HASHES; i++) {
        int bit = bit(hash, i);
        bits[bit / Long.SIZE] |= 1L << bit;
      }
    }
  }

  /** Whether the box may have an answer for this id; false is certain. */
  boolean mayHave(long scope, OperationId id) {
    if (!whole) {
      return true;
    }
    long hash = hash(scope, id);
    for (int i = 0; i < HASHES; i++) {
      int bit = bit(hash, i);
      if ((bits[bit / Long.SIZE] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  // Ids are random in the main; those that callers derive are told apart by the multiplication.
  private static long hash(long scope, OperationId id) {
    long hash = ((id.high() ^ scope) * ODD ^ id.low()) * ODD;
    return hash ^ hash >>> Integer.SIZE;
  }

  private static int bit(long hash, int number) {
    return (int) (hash + number * (hash >>> Integer.SIZE | 1)) & BITS - 1;
  }
}
