package dev.forebay.storage.rocksdb;

import dev.forebay.model.Clock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.ordered.OrderedEngine;
import java.nio.file.Path;

/** The embedded engine. */
public final class RocksDbEngine {
  private RocksDbEngine() {}

  /**
   * Opens the engine on a folder, which is made if it is not there.
   *
   * @param folder the data folder; locked until the engine is closed
   * @param durability {@link Durability#FSYNC} or {@link Durability#OS}
   * @param clock decides when leases expire and when answers to operations are forgotten
   * @throws dev.forebay.storage.StorageException when another process has the folder, when it is
   *     not a data folder, or when files in it are damaged; the message names them
   */
  public static StorageEngine open(Path folder, Durability durability, Clock clock) {
    return open(folder, durability, clock, Tuning.USUAL);
  }

  static StorageEngine open(Path folder, Durability durability, Clock clock, Tuning tuning) {
    if (durability == Durability.MEMORY) {
      throw new IllegalArgumentException("durability 'memory' is for the memory engine");
    }
    DataFolder data = DataFolder.open(folder);
    RocksDbStore store;
    try {
      store = RocksDbStore.open(data, durability, tuning);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
    try {
      BlobFolder blobs = BlobFolder.open(data.blobs(), durability);
      StorageEngine engine = OrderedEngine.grouping(store, blobs, clock);
      if (data.fresh()) {
        data.created();
      }
      return engine;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }
}
