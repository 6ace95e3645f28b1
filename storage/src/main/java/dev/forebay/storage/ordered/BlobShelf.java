package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Blobs.BlobId;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where contents go that are too large for a row. Calls on one id never overlap with a put or
 * delete of the same id. Thread-safe.
 */
public interface BlobShelf {
  /** Stores the content, so that it is as durable as a row when this returns. */
  void put(BlobId id, Bytes content);

  /**
   * The content, or empty when it is not there.
   *
   * @throws dev.forebay.storage.StorageException when what is there is not what was put; the
   *     message names the file
   */
  Optional<Bytes> get(BlobId id);

  /** A stream that fails, as {@link #get} does, at the latest at its end. */
  Optional<InputStream> open(BlobId id);

  /** Removes the content; no error if it is not there. */
  void delete(BlobId id);

  /** Removes every content but those wanted. */
  void retain(Predicate<BlobId> wanted);

  /** Where the content is or would be, for a message. */
  String locate(BlobId id);
}
