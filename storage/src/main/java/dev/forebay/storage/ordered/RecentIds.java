package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;
import java.util.Optional;

/**
 * Says of most ids that are new that they are, without asking the store: a Bloom filter of those in
 * one box of answers, or of the messages in one queue. Of a box or a queue that this process did
 * not see empty it knows nothing. Confined to the writer's turn.
 */
final class RecentIds {
  /** 512 KiB: of a million ids, one in eight that are new is asked for all the same. */
  static final int OF_BOX = 1 << 22;

  /** 8 KiB, for 13,000 messages; then it grows. */
  static final int OF_QUEUE = 1 << 16;

  /** Of so many bits for each id, one in eleven that are new is asked for all the same. */
  private static final int BITS_EACH = 5;

  private static final int GROWTH = 8;

  private static final int HASHES = 3;
  private static final long ODD = 0x9E3779B97F4A7C15L;

  private final boolean whole;
  private final int size;
  private final long[] bits;
  private final Optional<RecentIds> before;
  private long added;

  /**
   * The ids of what is empty so far, or of what is unknown.
   *
   * @param bits a power of two
   * @param whole whether it is empty
   */
  RecentIds(int bits, boolean whole) {
    this(bits, whole, Optional.empty());
  }

  private RecentIds(int bits, boolean whole, Optional<RecentIds> before) {
    this.whole = whole;
    this.size = bits;
    this.bits = whole ? new long[bits / Long.SIZE] : new long[0];
    this.before = before;
  }

  /** These ids, with room for more of them where many are known. */
  RecentIds roomy() {
    return whole && added > size / BITS_EACH && size < OF_BOX
        ? new RecentIds(size * GROWTH, true, Optional.of(this))
        : this;
  }

  /** These ids, or none where many are known, for what has become empty. */
  RecentIds ofEmpty() {
    return whole && before.isEmpty() && added < size / Long.SIZE
        ? this
        : new RecentIds(OF_QUEUE, true);
  }

  void add(long scope, OperationId id) {
    if (whole) {
      added++;
      long hash = hash(scope, id);
      for (int i = 0; i < HASHES; i++) {
        int bit = bit(hash, i);
        bits[bit / Long.SIZE] |= 1L << bit;
      }
    }
  }

  /** Whether this id may have been added; false is certain. */
  boolean mayHave(long scope, OperationId id) {
    if (!whole) {
      return true;
    }
    long hash = hash(scope, id);
    for (int i = 0; i < HASHES; i++) {
      int bit = bit(hash, i);
      if ((bits[bit / Long.SIZE] & 1L << bit) == 0) {
        return before.isPresent() && before.get().mayHave(scope, id);
      }
    }
    return true;
  }

  // Ids are random in the main; those that callers derive are told apart by the multiplication.
  private static long hash(long scope, OperationId id) {
    long hash = ((id.high() ^ scope) * ODD ^ id.low()) * ODD;
    return hash ^ hash >>> Integer.SIZE;
  }

  private int bit(long hash, int number) {
    return (int) (hash + number * (hash >>> Integer.SIZE | 1)) & size - 1;
  }
}
