package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.KeyCondition;
import dev.forebay.dynamodb.value.KeyBytes;
import dev.forebay.dynamodb.value.Value;
import dev.forebay.model.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A run of keys. Immutable. */
final class KeyRange {
  private static final byte[] NONE = {};

  private final byte[] from;
  private final byte[] to;

  /**
   * A run of keys.
   *
   * @param from the first, inclusive
   * @param to the end, exclusive; empty for the table's end
   */
  private KeyRange(byte[] from, byte[] to) {
    this.from = from;
    this.to = to;
  }

  /** Everything. */
  static KeyRange all() {
    return new KeyRange(NONE, NONE);
  }

  /** One of some equal parts of all partition keys. */
  static KeyRange segment(int segment, int of) {
    return new KeyRange(
        boundary(segment, of), segment + 1 == of ? NONE : boundary(segment + 1, of));
  }

  private static byte[] boundary(int segment, int of) {
    byte[] bytes =
        java.math.BigInteger.ONE
            .shiftLeft(Long.SIZE)
            .multiply(java.math.BigInteger.valueOf(segment))
            .divide(java.math.BigInteger.valueOf(of))
            .toByteArray();
    byte[] padded = new byte[Long.BYTES];
    int length = Math.min(bytes.length, Long.BYTES);
    System.arraycopy(bytes, bytes.length - length, padded, Long.BYTES - length, length);
    return padded;
  }

  /**
   * The keys that a key condition means.
   *
   * @param grouped whether sort keys stand in the midst of the keys, as in an index
   */
  static KeyRange of(KeyCondition condition, boolean grouped) {
    byte[] hash = KeyBytes.hash(condition.hash());
    byte[] end = KeyBytes.after(hash);
    if (condition.sort().isEmpty()) {
      return new KeyRange(hash, end);
    }
    KeyCondition.Sort sort = condition.sort().get();
    List<Value> values = sort.values();
    byte[] first = KeyBytes.ordered(values.getFirst());
    byte[] last = KeyBytes.ordered(values.getLast());
    return switch (sort.operator()) {
      case EQ -> new KeyRange(at(hash, first, grouped), behind(hash, first, grouped));
      case LT -> new KeyRange(hash, at(hash, first, grouped));
      case LE -> new KeyRange(hash, behind(hash, first, grouped));
      case GT -> new KeyRange(behind(hash, first, grouped), end);
      case GE -> new KeyRange(at(hash, first, grouped), end);
      case BETWEEN -> new KeyRange(at(hash, first, grouped), behind(hash, last, grouped));
      case BEGINS_WITH -> {
        byte[] next = KeyBytes.after(first);
        yield new KeyRange(
            at(hash, first, grouped), next.length == 0 ? end : at(hash, next, grouped));
      }
    };
  }

  private static byte[] at(byte[] hash, byte[] sort, boolean grouped) {
    return KeyBytes.join(hash, grouped ? KeyBytes.grouped(sort) : sort).toArray();
  }

  private static byte[] behind(byte[] hash, byte[] sort, boolean grouped) {
    byte[] at = at(hash, sort, grouped);
    return grouped ? KeyBytes.after(at) : Arrays.copyOf(at, at.length + 1);
  }

  /** Whether a key is in it. */
  boolean has(Bytes key) {
    byte[] bytes = key.toArray();
    return Arrays.compareUnsigned(from, bytes) <= 0
        && (to.length == 0 || Arrays.compareUnsigned(bytes, to) < 0);
  }

  /** What is left of it behind a key, read forwards or backwards. */
  KeyRange behind(Bytes key, boolean forwards) {
    byte[] bytes = key.toArray();
    if (!forwards) {
      return to.length == 0 || Arrays.compareUnsigned(bytes, to) < 0
          ? new KeyRange(from, bytes)
          : this;
    }
    byte[] next = Arrays.copyOf(bytes, bytes.length + 1);
    return Arrays.compareUnsigned(next, from) > 0 ? new KeyRange(next, to) : this;
  }

  boolean isEmpty() {
    return to.length > 0 && Arrays.compareUnsigned(from, to) >= 0;
  }

  Bytes start() {
    return Bytes.copyOf(from);
  }

  Optional<Bytes> end() {
    return to.length == 0 ? Optional.empty() : Optional.of(Bytes.copyOf(to));
  }
}
