package dev.forebay.invocation.destination;

import dev.forebay.invocation.async.Parcel;
import dev.forebay.model.Arn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A record of failure as an object in a bucket ("Capturing records of Lambda asynchronous
 * invocations", AWS Lambda Developer Guide): the function and the time are in its key.
 */
final class BucketObject {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH.mm.ss").withZone(ZoneOffset.UTC);

  private BucketObject() {}

  /** The request that stores a record, of which the bytes travel beside it. */
  static PutObjectRequest request(Parcel parcel, Arn bucket, Instant now, RandomGenerator random) {
    return PutObjectRequest.builder()
        .bucket(bucket.resource())
        .key(
            "aws/lambda/async/"
                + parcel.function().name()
                + "/"
                + DAY.format(now)
                + "/"
                + TIME.format(now)
                + "-"
                + new UUID(random.nextLong(), random.nextLong()))
        .contentType("application/json")
        .build();
  }
}
