package dev.forebay.firehose;

import dev.forebay.model.AccountRegion;
import dev.forebay.wire.AwsException;

/** The errors of Amazon Data Firehose. */
final class FirehoseErrors {
  private FirehoseErrors() {}

  static AwsException invalid(String message) {
    return new AwsException("InvalidArgumentException", 400, message);
  }

  static AwsException noStream(AccountRegion place, String name) {
    return new AwsException(
        "ResourceNotFoundException",
        400,
        "Firehose " + name + " under account " + place.account() + " not found.");
  }

  static AwsException exists(AccountRegion place, String name) {
    return new AwsException(
        "ResourceInUseException",
        400,
        "Firehose " + name + " under accountId " + place.account() + " already exists");
  }

  static AwsException changed(String message) {
    return new AwsException("ConcurrentModificationException", 400, message);
  }

  static AwsException limit(String message) {
    return new AwsException("LimitExceededException", 400, message);
  }

  static AwsException notForPuts() {
    return new AwsException(
        "InvalidSourceException",
        400,
        "This operation is not permitted on KinesisStreamAsSource delivery stream type.");
  }

  static AwsException unavailable() {
    return new AwsException(
        "ServiceUnavailableException",
        500,
        "The service cannot tell whether the request was done.");
  }
}
