package dev.forebay.storage.rocksdb;

import dev.forebay.storage.Blobs.BlobId;
import dev.forebay.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A stream over a blob's file that fails at its end when the file is not what its name says. */
final class VerifiedStream extends FilterInputStream {
  private final MessageDigest digest;
  private final Path file;
  private final BlobId id;
  private boolean verified;

  VerifiedStream(InputStream in, Path file, BlobId id) {
    super(in);
    this.file = file;
    this.id = id;
    try {
      this.digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static StorageException damaged(Path file) {
    return new StorageException(
        "the stored blob " + file + " is damaged; restore it from a backup");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count > 0) {
      digest.update(into, offset, count);
    } else if (count < 0 && !verified) {
      verified = true;
      if (!HexFormat.of().formatHex(digest.digest()).equals(id.sha256())) {
        throw damaged(file);
      }
    }
    return count;
  }

  /** Skips by reading, because what is skipped counts too. */
  @Override
  public long skip(long count) throws IOException {
    byte[] skipped = new byte[Math.clamp(count, 0, 8_192)];
    return Math.max(0, read(skipped, 0, skipped.length));
  }

  /** A stream that went back would be verified wrongly. */
  @Override
  public boolean markSupported() {
    return false;
  }
}
