package dev.forebay.wire.signature;

/** Compares the signature that a request states with the one that the known secret makes. */
@FunctionalInterface
interface Proof {
  /**
   * Whether the request was signed with the secret.
   *
   * @param payloadHash what stands for the body in the text that is signed: its SHA-256 in
   *     hexadecimal, or one of S3's names for a body that is not signed
   */
  boolean holds(String payloadHash);
}
