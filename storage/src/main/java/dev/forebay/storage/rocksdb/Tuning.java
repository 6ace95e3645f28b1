package dev.forebay.storage.rocksdb;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up; RATIONALE.md says why.
 *
 * @param memtableBytes how much is written before rows go to a table file and a new log begins
 */
record Tuning(long memtableBytes) {
  private static final long MIB = 1L << 20;

  /** That of a server. */
  static final Tuning USUAL = new Tuning(32 * MIB);

  /** The options, for the caller to close. */
  Options options(boolean create) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(new LRUCache(32 * MIB))
            .setFilterPolicy(new BloomFilter(10))
            .setFormatVersion(5);
    return new Options()
        .setCreateIfMissing(create)
        .setErrorIfExists(create)
        .setParanoidChecks(true)
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setRecycleLogFileNum(1)
        .setWriteBufferSize(memtableBytes)
        .setMaxWriteBufferNumber(3)
        .setMaxTotalWalSize(128 * MIB)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setMaxBackgroundJobs(2)
        .setBytesPerSync(MIB)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setMaxLogFileSize(MIB)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setTableFormatConfig(table);
  }
}
