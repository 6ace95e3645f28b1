package dev.forebay.s3;

import dev.forebay.storage.TableSpace;

/**
 * A bucket and the rows of what is in it. Immutable.
 *
 * @param row the bucket
 * @param space the rows
 */
record OpenBucket(BucketRow row, TableSpace space) {
  String name() {
    return row.name();
  }

  boolean versioned() {
    return row.versioning() != Versioning.OFF;
  }
}
