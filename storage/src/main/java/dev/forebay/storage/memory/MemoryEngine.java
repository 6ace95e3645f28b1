package dev.forebay.storage.memory;

import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.ordered.OrderedEngine;

/** The engine for {@link dev.forebay.storage.Durability#MEMORY}: it is gone with the process. */
public final class MemoryEngine {
  private MemoryEngine() {}

  /**
   * An empty engine.
   *
   * @param clock decides when leases expire and when answers to operations are forgotten
   */
  public static StorageEngine open(Clock clock) {
    return OrderedEngine.inline(new HeapStore(), new HeapShelf(), clock);
  }
}
