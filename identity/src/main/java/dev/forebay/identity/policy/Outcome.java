package dev.forebay.identity.policy;

/** What came of comparing a request's value with a policy's. */
enum Outcome {
  /** They compare as the operator says. */
  SAME,
  /** They do not. */
  OTHER,
  /** One of them is not of the operator's type, or has no value. */
  UNKNOWN;

  /** The outcome of a comparison that could be made. */
  static Outcome of(boolean same) {
    return same ? SAME : OTHER;
  }
}
