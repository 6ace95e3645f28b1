package dev.forebay.wire.signature;

import dev.forebay.wire.AwsException;

/**
 * The chain of signatures through an aws-chunked body: each covers the one before it ("Signature
 * calculations for the authorization header: transferring payload in multiple chunks", Amazon S3
 * API Reference). Confined to one thread.
 */
final class ChunkSignatures {
  private final byte[] key;
  private final SignatureParts parts;
  private String previous;

  ChunkSignatures(byte[] key, SignatureParts parts) {
    this.key = key;
    this.parts = parts;
    this.previous = parts.signature();
  }

  /** Checks the next chunk, of which the hash is given. */
  void checkChunk(String given, byte[] hash) {
    check(
        given,
        "AWS4-HMAC-SHA256-PAYLOAD\n"
            + parts.date()
            + "\n"
            + parts.scope().scope()
            + "\n"
            + previous
            + "\n"
            + Sha256.OF_NOTHING
            + "\n"
            + Sha256.hex(hash));
  }

  /** Checks the trailers, each of which ends with a line feed. */
  void checkTrailers(String given, String canonicalTrailers) {
    check(
        given,
        "AWS4-HMAC-SHA256-TRAILER\n"
            + parts.date()
            + "\n"
            + parts.scope().scope()
            + "\n"
            + previous
            + "\n"
            + Sha256.hexOf(canonicalTrailers));
  }

  private void check(String given, String stringToSign) throws AwsException {
    String expected = Sha256.hex(Sha256.hmac(key, stringToSign));
    if (!Sha256.same(expected, given)) {
      throw ErrorDialect.S3.refuse(Refusal.MISMATCH);
    }
    previous = expected;
  }
}
