package dev.forebay.s3;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Lets changes of one key happen one after the other, in the order of their sequence numbers.
 * Thread-safe.
 */
final class KeyLocks {
  private static final int STRIPES = 1_024;

  private final ReentrantLock[] stripes =
      IntStream.range(0, STRIPES).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

  <T> T with(OpenBucket bucket, String key, Supplier<T> action) {
    int hash = bucket.name().hashCode() * 31 + key.hashCode();
    ReentrantLock lock = stripes[Math.floorMod(hash ^ (hash >>> 16), STRIPES)];
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
