package dev.forebay.storage.ordered;

import java.util.List;
import java.util.Optional;

/**
 * An ordered map of byte arrays, ordered as unsigned bytes, that changes in atomic batches. One
 * thread writes at a time; any number reads. A read sees every batch whole or not at all. All
 * methods throw {@link dev.forebay.storage.StorageException} when the store is closed or damaged.
 */
public interface OrderedStore extends AutoCloseable {
  /** The value of the key. */
  Optional<byte[]> get(byte[] key);

  /** The values of the keys, in their order, all as of one moment. */
  List<Optional<byte[]>> getAll(List<byte[]> keys);

  /**
   * The first cells of a span, as of one moment: at most {@code limit}, and none more once their
   * values have reached {@code maxBytes}.
   */
  List<Cell> scan(Span span, Direction direction, int limit, long maxBytes);

  /** The first keys of a span, at most {@code limit}; no value is read. */
  List<byte[]> keys(Span span, int limit);

  /**
   * Makes the changes, all or none, as durably as the store was opened for.
   *
   * @param sync whether to wait for the disk, where the store was opened to do so; what was written
   *     without is on the disk after the next write with it
   * @throws dev.forebay.storage.StorageException when it is not known whether they were made; the
   *     store must then be opened anew
   */
  void write(Changes changes, boolean sync);

  /** Waits for the calls under way and refuses later ones. */
  @Override
  void close();
}
