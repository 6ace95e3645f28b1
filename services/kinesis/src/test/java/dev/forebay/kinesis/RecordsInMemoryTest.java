package dev.forebay.kinesis;

import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;

class RecordsInMemoryTest extends RecordsContract {
  @Override
  StorageEngine open() {
    return MemoryEngine.open(clock);
  }
}
