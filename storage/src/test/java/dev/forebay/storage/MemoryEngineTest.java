package dev.forebay.storage;

import dev.forebay.model.Clock;
import dev.forebay.storage.memory.MemoryEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;

/** The contract, kept by the memory engine. */
class MemoryEngineTest {

  @Nested
  class Tables extends TablesContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return MemoryEngine.open(clock);
    }
  }

  @Nested
  class Blobs extends BlobsContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return MemoryEngine.open(clock);
    }
  }

  @Nested
  class Logs extends LogContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return MemoryEngine.open(clock);
    }
  }

  @Nested
  class Queues extends QueueContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return MemoryEngine.open(clock);
    }
  }

  @Nested
  class LeaseHolding extends LeasesContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return MemoryEngine.open(clock);
    }
  }

  @Nested
  class Resets extends ResetContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return MemoryEngine.open(clock);
    }
  }

  @Nested
  class Model extends ModelContract {
    @Override
    StorageEngine open(Path folder, Clock clock) {
      return MemoryEngine.open(clock);
    }

    @Override
    boolean durable() {
      return false;
    }
  }
}
