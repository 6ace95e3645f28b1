package dev.forebay.storage.rocksdb;

import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.ordered.Cell;
import dev.forebay.storage.ordered.Changes;
import dev.forebay.storage.ordered.Direction;
import dev.forebay.storage.ordered.OrderedStore;
import dev.forebay.storage.ordered.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.StampedLock;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * RocksDB as an {@link OrderedStore}. Reads run on the caller's thread: each native call is short,
 * served from memory or the page cache, so what it pins of a virtual thread's carrier is
 * microseconds. Writes belong on one platform thread.
 *
 * <p>A lock keeps native calls from meeting a closed database, which would end the process.
 */
final class RocksDbStore implements OrderedStore {
  private final DataFolder folder;
  private final Durability durability;
  private final WriteOptions synced;
  private final WriteOptions unsynced;
  private final RocksDB db;
  private final ProgressFile progress;
  private final StampedLock open = new StampedLock();
  private boolean closed;

  private RocksDbStore(
      DataFolder folder, Durability durability, RocksDB db, ProgressFile progress) {
    this.folder = folder;
    this.durability = durability;
    this.synced = new WriteOptions().setSync(durability == Durability.FSYNC);
    this.unsynced = new WriteOptions();
    this.db = db;
    this.progress = progress;
  }

  /** Opens the rows of the folder, which belongs to the store from then on. */
  static RocksDbStore open(DataFolder folder, Durability durability, Tuning tuning) {
    NativeLibrary.load(folder.library());
    RocksDB db = Opening.open(folder, tuning);
    try {
      ProgressFile progress = ProgressFile.open(folder, durability, db.getLatestSequenceNumber());
      return new RocksDbStore(folder, durability, db, progress);
    } catch (RuntimeException e) {
      db.close();
      throw e;
    }
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return reading(() -> Optional.ofNullable(db.get(key)));
  }

  @Override
  public List<Optional<byte[]>> getAll(List<byte[]> keys) {
    // Not multiGet: its binding gives null both for a key that is absent and for one in a damaged
    // block.
    return reading(() -> {
      Snapshot snapshot = db.getSnapshot();
      try (ReadOptions asOf = new ReadOptions().setSnapshot(snapshot)) {
        List<Optional<byte[]>> values = new ArrayList<>(keys.size());
        for (byte[] key : keys) {
          values.add(Optional.ofNullable(db.get(asOf, key)));
        }
        return values;
      } finally {
        db.releaseSnapshot(snapshot);
        snapshot.close();
      }
    });
  }

  @Override
  public List<Cell> scan(Span span, Direction direction, int limit, long maxBytes) {
    return iterating(
        span,
        cells -> {
          List<Cell> found = new ArrayList<>();
          long bytes = 0;
          boolean ascending = direction == Direction.ASCENDING;
          if (ascending) {
            cells.seek(span.from());
          } else {
            cells.seekToLast();
          }
          while (found.size() < limit && (bytes < maxBytes || found.isEmpty()) && cells.isValid()) {
            Cell cell = new Cell(cells.key(), cells.value());
            bytes += cell.value().length;
            found.add(cell);
            if (ascending) {
              cells.next();
            } else {
              cells.prev();
            }
          }
          return found;
        });
  }

  @Override
  public List<byte[]> keys(Span span, int limit) {
    return iterating(
        span,
        cells -> {
          List<byte[]> found = new ArrayList<>();
          cells.seek(span.from());
          while (found.size() < limit && cells.isValid()) {
            found.add(cells.key());
            cells.next();
          }
          return found;
        });
  }

  @Override
  public void write(Changes changes, boolean sync) {
    reading(() -> {
      try (WriteBatch batch = new WriteBatch()) {
        for (Span span : changes.cleared()) {
          batch.deleteRange(span.from(), span.to());
        }
        for (Map.Entry<byte[], Optional<byte[]>> cell : changes.cells().entrySet()) {
          Optional<byte[]> value = cell.getValue();
          if (value.isPresent()) {
            batch.put(cell.getKey(), value.get());
          } else {
            batch.delete(cell.getKey());
          }
        }
        db.write(sync ? synced : unsynced, batch);
      }
      // What the disk may not have was promised to nobody.
      if (sync || durability == Durability.OS) {
        progress.advance(db.getLatestSequenceNumber());
      }
      reclaim(changes.cleared());
      return changes;
    });
  }

  /** Drops whole files of what was cleared at once, rather than at some later compaction. */
  private void reclaim(List<Span> cleared) throws RocksDBException {
    if (!cleared.isEmpty()) {
      List<byte[]> ranges = new ArrayList<>();
      cleared.forEach(span -> ranges.addAll(List.of(span.from(), span.to())));
      db.deleteFilesInRanges(db.getDefaultColumnFamily(), ranges, false);
    }
  }

  private interface Call<T> {
    T run() throws RocksDBException;
  }

  private interface Walk<T> {
    T over(RocksIterator cells);
  }

  private <T> T iterating(Span span, Walk<T> walk) {
    return reading(() -> {
      try (Slice from = new Slice(span.from());
          Slice to = new Slice(span.to());
          ReadOptions bounds =
              new ReadOptions().setIterateLowerBound(from).setIterateUpperBound(to);
          RocksIterator cells = db.newIterator(bounds)) {
        T found = walk.over(cells);
        // Damage ends an iteration as the end of the data does; only the status tells.
        cells.status();
        return found;
      }
    });
  }

  private <T> T reading(Call<T> call) {
    long stamp = open.readLock();
    try {
      if (closed) {
        throw new StorageException("the storage engine is closed");
      }
      return call.run();
    } catch (RocksDBException e) {
      throw Opening.explain(folder.rows(), e);
    } finally {
      open.unlockRead(stamp);
    }
  }

  @Override
  public void close() {
    long stamp = open.writeLock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      try (folder;
          db;
          synced;
          unsynced;
          progress) {
        db.syncWal();
        progress.advance(db.getLatestSequenceNumber());
      } catch (RocksDBException e) {
        throw Opening.explain(folder.rows(), e);
      }
    } finally {
      open.unlockWrite(stamp);
    }
  }
}
