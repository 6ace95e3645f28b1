package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request wants to hold of an object before it is read or written ("Conditional requests",
 * Amazon S3 User Guide). Immutable.
 */
record Precondition(
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    @Nullable Instant ifModifiedSince,
    @Nullable Instant ifUnmodifiedSince) {
  static final Precondition NONE = new Precondition(null, null, null, null);

  /** Of a write. */
  static Precondition ofWrite(@Nullable String ifMatch, @Nullable String ifNoneMatch) {
    if (ifNoneMatch != null && !ifNoneMatch.equals("*")) {
      throw new AwsException(
          "NotImplemented",
          501,
          "A header you provided implies functionality that is not implemented",
          Map.of(
              "Header",
              "If-None-Match",
              "additionalMessage",
              "We don't accept the provided value of If-None-Match header for this API"));
    }
    return new Precondition(ifMatch, ifNoneMatch, null, null);
  }

  /** Throws what a write is answered when it does not hold. */
  void checkWrite(String key, Optional<ObjectVersion> current) {
    Optional<ObjectVersion> there = current.filter(version -> !version.marker());
    if (ifNoneMatch != null && there.isPresent()) {
      throw S3Errors.preconditionFailed("If-None-Match");
    }
    if (ifMatch != null) {
      ObjectVersion version = there.orElseThrow(() -> S3Errors.noSuchKey(key));
      if (!matches(ifMatch, version.etag())) {
        throw S3Errors.preconditionFailed("If-Match");
      }
    }
  }

  /** Throws 304 or 412 when it does not hold for a read. */
  void checkRead(ObjectVersion version) {
    if (ifMatch != null && !matches(ifMatch, version.etag())) {
      throw S3Errors.preconditionFailed("If-Match");
    }
    if (ifMatch == null
        && ifUnmodifiedSince != null
        && version.modified().isAfter(ifUnmodifiedSince)) {
      throw S3Errors.preconditionFailed("If-Unmodified-Since");
    }
    if (ifNoneMatch != null && matches(ifNoneMatch, version.etag())) {
      throw notModified(version);
    }
    if (ifNoneMatch == null
        && ifModifiedSince != null
        && !version.modified().isAfter(ifModifiedSince)) {
      throw notModified(version);
    }
  }

  /** Throws 412 when it does not hold for the source of a copy. */
  void checkSource(ObjectVersion version) {
    try {
      checkRead(version);
    } catch (AwsException failed) {
      throw failed.status() == 304
          ? S3Errors.preconditionFailed(
              ifNoneMatch != null
                  ? "x-amz-copy-source-If-None-Match"
                  : "x-amz-copy-source-If-Modified-Since")
          : failed;
    }
  }

  private static AwsException notModified(ObjectVersion version) {
    return new AwsException(
        "NotModified",
        304,
        "Not Modified",
        Map.of("ETag", version.quotedEtag(), "LastModified", HttpDate.format(version.modified())));
  }

  private static boolean matches(String header, String etag) {
    for (String candidate : header.split(",", -1)) {
      String text = candidate.strip();
      text = text.startsWith("W/") ? text.substring(2) : text;
      if (text.equals("*") || text.replace("\"", "").equals(etag)) {
        return true;
      }
    }
    return false;
  }
}
