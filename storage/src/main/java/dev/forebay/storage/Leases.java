package dev.forebay.storage;

import java.time.Duration;
import java.util.Optional;

/**
 * Who may act on a resource. Expiry uses the engine's own clock; the epoch rises at each
 * acquisition, and writes carry it as a {@link Fence}. Thread-safe.
 */
public interface Leases {
  /** Acquires the resource for the node if it is free or expired; the epoch under which it acts. */
  Optional<Fence> acquire(String resource, String node, Duration span);

  /** Extends all leases of the node in one step. */
  void renew(String node, Duration span);

  /** Gives the resource up; no effect if the fence is out of date. */
  void release(Fence fence);
}
