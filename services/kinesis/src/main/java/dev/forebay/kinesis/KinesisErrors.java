package dev.forebay.kinesis;

import dev.forebay.model.AccountRegion;
import dev.forebay.wire.AwsException;

/** AWS's refusals, in AWS's words where they are known. */
final class KinesisErrors {
  static final String RATE = "ProvisionedThroughputExceededException";

  private KinesisErrors() {}

  static AwsException invalid(String message) {
    return new AwsException("InvalidArgumentException", 400, message);
  }

  static AwsException notFound(String message) {
    return new AwsException("ResourceNotFoundException", 400, message);
  }

  static AwsException inUse(String message) {
    return new AwsException("ResourceInUseException", 400, message);
  }

  static AwsException limit(String message) {
    return new AwsException("LimitExceededException", 400, message);
  }

  static AwsException validation(String message) {
    return new AwsException("ValidationException", 400, message);
  }

  static AwsException noStream(AccountRegion place, String name) {
    return notFound("Stream " + name + " under account " + place.account() + " not found.");
  }

  static AwsException notActive(OpenStream stream) {
    return inUse(
        "Stream "
            + stream.name()
            + " under account "
            + stream.place().account()
            + " not ACTIVE, instead in state "
            + stream.status());
  }

  /** A shard that a control operation names. */
  static AwsException couldNotFindShard(OpenStream stream, String shard) {
    return notFound(
        "Could not find shard "
            + shard
            + " in stream "
            + stream.name()
            + " under account "
            + stream.place().account()
            + ".");
  }

  /** A shard that a reader names. */
  static AwsException noShard(AccountRegion place, String stream, String shard) {
    return notFound(
        "Shard "
            + shard
            + " in stream "
            + stream
            + " under account "
            + place.account()
            + " does not exist");
  }

  static AwsException badIterator() {
    return invalid("Invalid ShardIterator.");
  }

  static String rateText(OpenStream stream, ShardRow shard) {
    return "Rate exceeded for shard "
        + shard.id()
        + " in stream "
        + stream.name()
        + " under account "
        + stream.place().account()
        + ".";
  }

  static AwsException rate(OpenStream stream, ShardRow shard) {
    return new AwsException(RATE, 400, rateText(stream, shard));
  }

  static AwsException shardLimit(AccountRegion place, int open, int more) {
    return limit(
        "This request would exceed the shard limit for the account "
            + place.account()
            + " in "
            + place.region()
            + ". Current shard count for the account: "
            + open
            + ". Limit: "
            + Streams.SHARD_LIMIT
            + ". Number of additional shards that would have resulted from this request: "
            + more
            + ". Refer to the AWS Service Limits page"
            + " (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current"
            + " limits and how to request higher limits.");
  }

  /** Too many writers changed the same stream at once. */
  static AwsException contended(String name) {
    return inUse("Stream " + name + " is being changed by another request. Try again.");
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalFailureException", 500, "The request could not be completed. Try again.");
  }
}
