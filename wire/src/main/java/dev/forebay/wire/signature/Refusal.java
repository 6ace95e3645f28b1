package dev.forebay.wire.signature;

/** Why a signature is not accepted. Each family of services has its own code and status for it. */
enum Refusal {
  /** There is no signature. */
  UNSIGNED,
  /** Parts of the signature are missing or make no sense. */
  INCOMPLETE,
  /** Nobody has this access key. */
  UNKNOWN_KEY,
  /** The session token is missing, damaged or another session's. */
  WRONG_TOKEN,
  /** The session has ended. */
  ENDED_SESSION,
  /** Date, region, service or terminator of the credential scope are wrong. */
  WRONG_SCOPE,
  /** The request's date is too far from now. */
  SKEWED,
  /** A presigned request's time is over. */
  EXPIRED,
  /** The signature is another one. */
  MISMATCH,
  /** A header that must be signed is not. */
  UNSIGNED_HEADER,
  /** The body is not the one whose hash was signed. */
  OTHER_BODY
}
