package dev.forebay.firehose;

/** For which step records wait. */
enum Stage {
  /** For the stream's function. */
  TRANSFORM,
  /** For their bucket. */
  DELIVER,
  /** For the place of those that failed. */
  FAIL,
  /** For the bucket that has all as it came. */
  BACKUP
}
