package dev.forebay.wire.protocol;

import dev.forebay.wire.AwsException;

/**
 * What a path of S3's names: a bucket and an object's key, which may be any text, slashes at both
 * ends and twice in a row included. Immutable.
 *
 * @param bucket empty when the path names none
 * @param key empty when the path names none
 */
record BucketPath(String bucket, String key) {
  /** Takes a path of the path style apart, and undoes its escapes. */
  static BucketPath of(String rawPath) {
    int start = rawPath.startsWith("/") ? 1 : 0;
    int slash = rawPath.indexOf('/', start);
    try {
      return new BucketPath(
          Percent.decodePath(rawPath.substring(start, slash < 0 ? rawPath.length() : slash)),
          slash < 0 ? "" : Percent.decodePath(rawPath.substring(slash + 1)));
    } catch (AwsException malformed) {
      throw new AwsException("InvalidURI", 400, "Couldn't parse the specified URI.");
    }
  }
}
