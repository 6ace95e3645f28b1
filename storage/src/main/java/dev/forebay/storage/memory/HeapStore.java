package dev.forebay.storage.memory;

import dev.forebay.storage.StorageException;
import dev.forebay.storage.ordered.Cell;
import dev.forebay.storage.ordered.Changes;
import dev.forebay.storage.ordered.Direction;
import dev.forebay.storage.ordered.OrderedStore;
import dev.forebay.storage.ordered.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/** A sorted map in the heap; a lock keeps readers from a batch that is half applied. */
final class HeapStore implements OrderedStore {
  private final StampedLock lock = new StampedLock();
  private final NavigableMap<byte[], byte[]> cells = new TreeMap<>(Arrays::compareUnsigned);
  private boolean closed;

  @Override
  public Optional<byte[]> get(byte[] key) {
    return reading(() -> Optional.ofNullable(cells.get(key)));
  }

  @Override
  public List<Optional<byte[]>> getAll(List<byte[]> keys) {
    return reading(() -> keys.stream().map(key -> Optional.ofNullable(cells.get(key))).toList());
  }

  @Override
  public List<Cell> scan(Span span, Direction direction, int limit, long maxBytes) {
    return reading(() -> {
      NavigableMap<byte[], byte[]> part = cells.subMap(span.from(), true, span.to(), false);
      List<Cell> found = new ArrayList<>();
      long bytes = 0;
      for (Map.Entry<byte[], byte[]> cell :
          (direction == Direction.ASCENDING ? part : part.descendingMap()).entrySet()) {
        if (found.size() == limit || (bytes >= maxBytes && !found.isEmpty())) {
          break;
        }
        found.add(new Cell(cell.getKey(), cell.getValue()));
        bytes += cell.getValue().length;
      }
      return found;
    });
  }

  @Override
  public List<byte[]> keys(Span span, int limit) {
    return reading(() ->
        cells.subMap(span.from(), true, span.to(), false).keySet().stream().limit(limit).toList());
  }

  @Override
  public void write(Changes changes, boolean sync) {
    long stamp = lock.writeLock();
    try {
      checkOpen();
      for (Span span : changes.cleared()) {
        cells.subMap(span.from(), true, span.to(), false).clear();
      }
      changes
          .cells()
          .forEach((key, value) ->
              value.ifPresentOrElse(there -> cells.put(key, there), () -> cells.remove(key)));
    } finally {
      lock.unlockWrite(stamp);
    }
  }

  private <T> T reading(Supplier<T> action) {
    long stamp = lock.readLock();
    try {
      checkOpen();
      return action.get();
    } finally {
      lock.unlockRead(stamp);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new StorageException("the storage engine is closed");
    }
  }

  @Override
  public void close() {
    long stamp = lock.writeLock();
    try {
      closed = true;
      cells.clear();
    } finally {
      lock.unlockWrite(stamp);
    }
  }
}
