package dev.forebay.firehose;

import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Tally;
import dev.forebay.wire.AwsException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Writes records to buckets, one object a step. Thread-safe. */
final class BucketStep {
  /** Why records failed, as prefixes name it. */
  private static final String PROCESSING_FAILED = "processing-failed";

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final int DOUBLINGS = 6;

  private final RoleSessions roles;
  private final RandomGenerator random;
  private final Tally tally;

  BucketStep(RoleSessions roles, RandomGenerator random, Tally tally) {
    this.roles = roles;
    this.random = random;
    this.tally = tally;
  }

  /** Writes the oldest records of a lane, as many as one object takes. */
  Optional<Outcome> take(OpenStream stream, Stage stage, Lane lane) {
    Destination destination =
        stage == Stage.BACKUP
            ? stream.design().backup().orElse(stream.design().main())
            : stream.design().main();
    return Extent.of(lane.log(), destination.hints().bytes())
        .map(extent -> write(stream, stage, lane, destination, extent));
  }

  private Outcome write(
      OpenStream stream, Stage stage, Lane lane, Destination destination, Extent extent) {
    String key =
        destination.key(
            stream.row().name(),
            stream.row().version(),
            extent.arrival(),
            stage == Stage.FAIL ? Optional.of(PROCESSING_FAILED) : Optional.empty(),
            random);
    LogObject object =
        new LogObject(
            lane.log(), extent, destination.compression(), key.substring(key.lastIndexOf('/') + 1));
    try (object) {
      roles.store(
          destination.role(),
          stream.place(),
          PutObjectRequest.builder()
              .bucket(destination.bucket())
              .key(key)
              .contentType("application/octet-stream")
              .build(),
          object);
    } catch (AwsException | UncheckedIOException e) {
      return new Outcome.Again(
          extent.upTo(),
          pause(lane.failures()),
          "s3://" + destination.bucket() + "/" + key + ": " + e.getMessage());
    }
    tally.count(Done.Kind.DELIVERIES, "arn:aws:s3:::" + destination.bucket());
    return new Outcome.Done(extent.upTo());
  }

  private static Duration pause(int failures) {
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }
}
