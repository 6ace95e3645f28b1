package dev.forebay.storage;

import dev.forebay.model.Clock;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract, kept by the embedded engine. */
class RocksDbEngineTest {

  @Nested
  class Tables extends TablesContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return RocksDbEngine.open(folder, Durability.FSYNC, clock);
    }
  }

  @Nested
  class Blobs extends BlobsContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return RocksDbEngine.open(folder, Durability.FSYNC, clock);
    }
  }

  @Nested
  class Logs extends LogContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return RocksDbEngine.open(folder, Durability.FSYNC, clock);
    }
  }

  @Nested
  class Queues extends QueueContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return RocksDbEngine.open(folder, Durability.FSYNC, clock);
    }
  }

  @Nested
  class LeaseHolding extends LeasesContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return RocksDbEngine.open(folder, Durability.FSYNC, clock);
    }
  }

  @Nested
  class Resets extends ResetContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return RocksDbEngine.open(folder, Durability.FSYNC, clock);
    }
  }

  @Nested
  class Model extends ModelContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return RocksDbEngine.open(folder, Durability.OS, clock);
    }

    @Override
    boolean durable() {
      return true;
    }
  }
}
