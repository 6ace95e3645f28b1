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
}
