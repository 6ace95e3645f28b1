package dev.forebay.storage;

import dev.forebay.model.Bytes;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Immutable byte sequences, addressed by their content; names for them are rows. Thread-safe. */
public interface Blobs {
  /** Stores the bytes durably, once however often they are put, and returns their address. */
  BlobId put(Bytes content);

  /**
   * The bytes, or empty when there is no such blob.
   *
   * @throws StorageException when the stored bytes are damaged or missing; names the file
   */
  Optional<Bytes> get(BlobId id);

  /**
   * A stream over the bytes, to be closed by the caller, or empty when there is no such blob. A
   * stream over damaged bytes throws {@link StorageException} at its end at the latest, so what was
   * read is good only once the end was met.
   */
  Optional<InputStream> open(BlobId id);

  /** Removes the blob; no error if it is not there. The caller knows that no row names it. */
  void delete(BlobId id);

  /**
   * The address of a blob.
   *
   * @param sha256 the SHA-256 of the content, 64 lower-case hexadecimal digits
   */
  record BlobId(String sha256) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** Throws {@link IllegalArgumentException} for anything but 64 hexadecimal digits. */
    public BlobId {
      if (!SHA256.matcher(sha256).matches()) {
        throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal: " + sha256);
      }
    }

    /** The address that the content has. */
    public static BlobId of(Bytes content) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(content.toByteBuffer());
        return new BlobId(HexFormat.of().formatHex(digest.digest()));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
