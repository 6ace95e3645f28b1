package dev.forebay.storage.rows;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was read of rows and taken apart, until this process changes them: whoever writes a row
 * {@linkplain #forget forgets} it after the commit and before answering, so that every later read
 * sees the change. Good for an engine that no other process writes to, as those that there are.
 * Thread-safe.
 */
public final class KnownRows<K, V> {
  /** Beyond so many, all are forgotten. */
  private static final int MOST = 10_000;

  private final Map<K, V> known = new ConcurrentHashMap<>();

  /** What is known, or else what is read; of what is not there nothing is kept. */
  public Optional<V> find(K key, Function<K, Optional<V>> read) {
    @Nullable V before = known.get(key);
    if (before != null) {
      return Optional.of(before);
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    // The map lets nobody forget the key until it is read.
    return Optional.ofNullable(known.computeIfAbsent(key, k -> read.apply(k).orElse(null)));
  }

  /** Forgets one; returns once nobody is about to remember what was read before the call. */
  public void forget(K key) {
    known.remove(key);
  }

  /** Forgets all, for an engine that was reset. */
  public void forgetAll() {
    known.clear();
  }
}
