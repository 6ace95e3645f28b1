package dev.forebay.kinesis;

import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RecordsOnDiskTest extends RecordsContract {
  @TempDir Path folder;

  @Override
  StorageEngine open() {
    return RocksDbEngine.open(folder, Durability.OS, clock);
  }
}
