package dev.forebay.s3;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Makes versions of objects. */
final class ObjectVersions {
  private ObjectVersions() {}

  /** A version whose id and place are given when it is stored. */
  static ObjectVersion draft(
      Received received,
      String etag,
      Instant now,
      Map<String, String> attributes,
      Map<String, String> metadata,
      Map<String, String> tags) {
    return new ObjectVersion(
        VersionId.NULL,
        0,
        false,
        received.size(),
        etag,
        now.truncatedTo(ChronoUnit.SECONDS),
        received.data(),
        attributes,
        metadata,
        tags);
  }

  /** A delete marker. */
  static ObjectVersion marker(String id, long sequence, Instant now) {
    return new ObjectVersion(
        id,
        sequence,
        true,
        0,
        "",
        now.truncatedTo(ChronoUnit.SECONDS),
        new Data.None(),
        Map.of(),
        Map.of(),
        Map.of());
  }
}
