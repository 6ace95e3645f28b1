package dev.forebay.wire.signature;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Compares a body with the hash that was signed, once its end is met. Confined to one thread. */
final class HashedStream extends FilterInputStream {
  private final MessageDigest digest = Sha256.digest();
  private final String hash;
  private boolean compared;

  HashedStream(InputStream in, String hash) {
    super(in);
    this.hash = hash;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int from, int length) throws IOException {
    int count = super.read(out, from, length);
    if (count > 0) {
      digest.update(out, from, count);
    } else if (count < 0 && !compared) {
      compared = true;
      if (!Sha256.same(Sha256.hex(digest.digest()), hash)) {
        throw ErrorDialect.S3.refuse(Refusal.OTHER_BODY);
      }
    }
    return count;
  }
}
