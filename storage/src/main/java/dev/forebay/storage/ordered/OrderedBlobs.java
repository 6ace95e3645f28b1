package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Blobs;
import dev.forebay.storage.StorageException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * {@link Blobs} as rows: small contents in the row itself, larger ones on a shelf, which gets them
 * before the row is written and loses them after the row is gone. What a crash leaves on the shelf
 * without a row is removed at the next opening.
 *
 * <p>Puts and deletes of one blob exclude each other by a lock of its stripe; a reset excludes all
 * of them.
 */
final class OrderedBlobs implements Blobs {
  /** Contents up to this many bytes are kept in the row. */
  private static final int INLINE = 64 * 1024;

  private static final byte[] ON_SHELF = {'F'};
  private static final byte IN_ROW = 'I';
  private static final int STRIPES = 64;

  private final OrderedStore store;
  private final Writer writer;
  private final Committer committer;
  private final BlobShelf shelf;
  private final StampedLock resetting = new StampedLock();
  private final ReentrantLock[] stripes =
      IntStream.range(0, STRIPES).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

  OrderedBlobs(OrderedStore store, Writer writer, Committer committer, BlobShelf shelf) {
    this.store = store;
    this.writer = writer;
    this.committer = committer;
    this.shelf = shelf;
  }

  /** Removes what a crash left on the shelf without a row. */
  static void sweep(OrderedStore store, Generation generation, BlobShelf shelf) {
    shelf.retain(id -> store.get(key(generation, id)).isPresent());
  }

  @Override
  public BlobId put(Bytes content) {
    BlobId id = BlobId.of(content);
    return exclusively(
        id,
        () -> {
          if (row(id).isEmpty()) {
            store(id, content);
          }
          return id;
        });
  }

  private void store(BlobId id, Bytes content) {
    byte[] value = ON_SHELF;
    if (content.size() <= INLINE) {
      value = new byte[1 + content.size()];
      value[0] = IN_ROW;
      content.toByteBuffer().get(value, 1, content.size());
    } else {
      shelf.put(id, content);
    }
    byte[] row = value;
    committer.commit(draft -> {
      draft.put(key(draft.generation(), id), row);
      return id;
    });
  }

  @Override
  public Optional<Bytes> get(BlobId id) {
    return find(id, Function.identity(), shelf::get);
  }

  @Override
  public Optional<InputStream> open(BlobId id) {
    return find(id, Bytes::toInputStream, shelf::open);
  }

  private <T> Optional<T> find(
      BlobId id, Function<Bytes, T> inRow, Function<BlobId, Optional<T>> onShelf) {
    Optional<byte[]> row = row(id);
    if (row.isEmpty()) {
      return Optional.empty();
    }
    byte[] value = row.get();
    if (value[0] == IN_ROW) {
      return Optional.of(inRow.apply(Bytes.copyOf(ByteBuffer.wrap(value, 1, value.length - 1))));
    }
    Optional<T> found = onShelf.apply(id);
    if (found.isEmpty() && row(id).isPresent()) {
      throw new StorageException(
          "a stored blob is missing: " + shelf.locate(id) + "; restore it from a backup");
    }
    return found;
  }

  @Override
  public void delete(BlobId id) {
    exclusively(
        id,
        () -> {
          Optional<byte[]> row = row(id);
          if (row.isPresent()) {
            committer.commit(draft -> {
              draft.delete(key(draft.generation(), id));
              return id;
            });
            shelf.delete(id);
          }
          return id;
        });
  }

  /** Runs the reset while no put or delete is under way, and empties the shelf after it. */
  void reset(Runnable reset) {
    long stamp = resetting.writeLock();
    try {
      reset.run();
      shelf.retain(_ -> false);
    } finally {
      resetting.unlockWrite(stamp);
    }
  }

  private BlobId exclusively(BlobId id, Supplier<BlobId> action) {
    ReentrantLock stripe = stripes[Math.floorMod(id.hashCode(), STRIPES)];
    long stamp = resetting.readLock();
    try {
      stripe.lock();
      try {
        return action.get();
      } finally {
        stripe.unlock();
      }
    } finally {
      resetting.unlockRead(stamp);
    }
  }

  private Optional<byte[]> row(BlobId id) {
    return store.get(key(writer.generation(), id));
  }

  private static byte[] key(Generation generation, BlobId id) {
    return generation.keys().tag('B').rest(HexFormat.of().parseHex(id.sha256())).bytes();
  }
}
