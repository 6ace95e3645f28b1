package dev.forebay.kinesis;

/**
 * A token bucket that holds one second's worth. What is larger than the bucket is let through when
 * it is full, and paid off afterwards. Confined to one thread, or guarded by its owner.
 */
final class Bucket {
  private final double perSecond;
  private double level;
  private long lastNanos;

  Bucket(double perSecond, long nowNanos) {
    this.perSecond = perSecond;
    this.level = perSecond;
    this.lastNanos = nowNanos;
  }

  /** Whether there is enough. */
  boolean holds(double amount, long nowNanos) {
    level = Math.min(perSecond, level + (nowNanos - lastNanos) * perSecond / 1e9);
    lastNanos = nowNanos;
    return level >= Math.min(amount, perSecond);
  }

  void take(double amount) {
    level -= amount;
  }

  /** Nanoseconds until there is anything again; 0 when there is. */
  long nanosUntilPositive(long nowNanos) {
    holds(0, nowNanos);
    return level > 0 ? 0 : (long) (-level / perSecond * 1e9) + 1;
  }
}
