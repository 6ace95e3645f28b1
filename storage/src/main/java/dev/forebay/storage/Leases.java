package dev.forebay.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who may act on a resource. Expiry uses the engine's own clock; the epoch rises at each
 * acquisition, and writes carry it as a {@link Fence}. Thread-safe.
 */
public interface Leases {
  /**
   * Acquires the resource for the node if it is free, expired or held by that same node; the epoch
   * under which it acts, higher than every one before. A node that asks again, because an answer
   * was lost, so gets it anew and its earlier fence is void.
   *
   * @param resource what the lease is on, at most 1,024 bytes of UTF-8
   * @param node who acts, not empty
   * @param span for how long from now, above zero
   */
  Optional<Fence> acquire(String resource, String node, Duration span);

  /**
   * Extends all leases of the node that have not expired, in one step.
   *
   * @return those that it still holds; one that is missing is lost
   */
  List<Fence> renew(String node, Duration span);

  /**
   * Gives the resource up, from when on the fence stops every write that carries it; no effect if
   * it is out of date.
   */
  void release(Fence fence);
}
