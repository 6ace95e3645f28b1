package dev.forebay.invocation.destination;

import dev.forebay.model.Arn;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * A record of failure as an object in a bucket: whose it is and the time are in its key.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Capturing
 *     records of Lambda asynchronous invocations</a>
 */
public final class FailureObject {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH.mm.ss").withZone(ZoneOffset.UTC);

  private FailureObject() {}

  /**
   * The request that stores a record, of which the bytes travel beside it.
   *
   * @param owner {@code async/FUNCTION}, or {@code MAPPING/SHARD}
   */
  public static PutObjectRequest in(Arn bucket, String owner, Instant now, RandomGenerator random) {
    return PutObjectRequest.builder()
        .bucket(bucket.resource())
        .key(
            "aws/lambda/"
                + owner
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
