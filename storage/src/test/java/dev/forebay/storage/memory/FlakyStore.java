package dev.forebay.storage.memory;

import dev.forebay.storage.StorageException;
import dev.forebay.storage.ordered.Cell;
import dev.forebay.storage.ordered.Changes;
import dev.forebay.storage.ordered.Direction;
import dev.forebay.storage.ordered.OrderedStore;
import dev.forebay.storage.ordered.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The store in the heap, which can be told to fail, to wait, and to be damaged in a place. */
final class FlakyStore implements OrderedStore {
  /** What becomes of the next write. */
  enum NextWrite {
    /** It is done. */
    DONE,
    /** It fails and leaves nothing. */
    NOT_DONE,
    /** It is done, and fails all the same. */
    ANSWER_LOST
  }

  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger waiting = new AtomicInteger();
  volatile NextWrite next = NextWrite.DONE;
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile String damaged = "\0no such text";
  private final HeapStore store = new HeapStore();

  @Override
  public Optional<byte[]> get(byte[] key) {
    if (new String(key, StandardCharsets.ISO_8859_1).contains(damaged)) {
      throw new StorageException("damaged: " + damaged);
    }
    return store.get(key);
  }

  @Override
  public List<Optional<byte[]>> getAll(List<byte[]> keys) {
    return store.getAll(keys);
  }

  @Override
  public List<Cell> scan(Span span, Direction direction, int limit, long maxBytes) {
    return store.scan(span, direction, limit, maxBytes);
  }

  @Override
  public List<byte[]> keys(Span span, int limit) {
    return store.keys(span, limit);
  }

  @Override
  public void write(Changes changes, boolean sync) {
    waiting.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new StorageException("interrupted", e);
    }
    writes.incrementAndGet();
    NextWrite now = next;
    if (now != NextWrite.NOT_DONE) {
      store.write(changes, sync);
    }
    if (now != NextWrite.DONE) {
      throw new StorageException("the disk is on fire");
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
