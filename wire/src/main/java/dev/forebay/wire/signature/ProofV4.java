package dev.forebay.wire.signature;

import dev.forebay.wire.protocol.WireRequest;
import java.util.List;

/** Signature Version 4. Immutable. */
final class ProofV4 implements Proof {
  private final WireRequest head;
  private final QueryText query;
  private final SignatureParts parts;
  private final byte[] key;
  private final ErrorDialect dialect;

  /**
   * Of one request.
   *
   * @param head the request; its body is not looked at
   * @param key derived from the secret for the scope of the parts; not copied
   */
  ProofV4(
      WireRequest head, QueryText query, SignatureParts parts, byte[] key, ErrorDialect dialect) {
    this.head = head;
    this.query = query;
    this.parts = parts;
    this.key = key;
    this.dialect = dialect;
  }

  @Override
  public boolean holds(String payloadHash) {
    String canonicalQuery = query.canonical();
    for (String path : paths()) {
      String canonical =
          CanonicalRequest.text(head, path, canonicalQuery, parts.signedHeaders(), payloadHash);
      String expected =
          Sha256.hex(Sha256.hmac(key, CanonicalRequest.stringToSign(parts, canonical)));
      if (Sha256.same(expected, parts.signature())) {
        return true;
      }
    }
    return false;
  }

  // S3 signs the path as it is on the wire. A client that left a character bare which has to be
  // encoded may have signed it encoded, so that spelling is tried too.
  private List<String> paths() {
    if (dialect != ErrorDialect.S3) {
      return List.of(CanonicalRequest.path(head.rawPath()));
    }
    String recoded = UriText.recodePath(head.rawPath());
    return recoded.equals(head.rawPath()) ? List.of(recoded) : List.of(head.rawPath(), recoded);
  }
}
