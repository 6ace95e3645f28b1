/** The embedded engine: RocksDB in a data folder, with files beside it for large blobs. */
@NullMarked
package dev.forebay.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
