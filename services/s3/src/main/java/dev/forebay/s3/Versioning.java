package dev.forebay.s3;

/** Whether a bucket keeps versions. */
enum Versioning {
  /** Never did. */
  OFF,
  /** Does. */
  ENABLED,
  /** Keeps those it has, and has one version without an id for what comes. */
  SUSPENDED
}
