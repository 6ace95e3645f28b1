package dev.forebay.storage;

import dev.forebay.model.Bytes;
import java.io.InputStream;
import java.util.Optional;

/** Immutable byte sequences, addressed by their content; names for them are rows. Thread-safe. */
public interface Blobs {
  /** Stores the bytes durably, once however often they are put, and returns their address. */
  BlobId put(Bytes content);

  /** The bytes, or empty when there is no such blob. */
  Optional<Bytes> get(BlobId id);

  /** A stream over the bytes, to be closed by the caller, or empty when there is no such blob. */
  Optional<InputStream> open(BlobId id);

  /** Removes the blob; no error if it is not there. The caller knows that no row names it. */
  void delete(BlobId id);

  /**
   * The address of a blob.
   *
   * @param sha256 the SHA-256 of the content, 64 lower-case hexadecimal digits
   */
  record BlobId(String sha256) {}
}
