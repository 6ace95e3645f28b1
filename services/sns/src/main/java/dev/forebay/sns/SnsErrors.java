package dev.forebay.sns;

import dev.forebay.wire.AwsException;

/** SNS's refusals, in its own words where they are known ("Common Errors", "API Reference"). */
final class SnsErrors {
  private SnsErrors() {}

  /** {@code Invalid parameter: …}. */
  static AwsException invalid(String what) {
    return new AwsException("InvalidParameterException", 400, "Invalid parameter: " + what);
  }

  /** {@code Invalid parameter: NAME Reason: …}. */
  static AwsException invalid(String name, String reason) {
    return invalid(name + " Reason: " + reason);
  }

  /** Of a message attribute's name, type or value. */
  static AwsException invalidValue(String message) {
    return new AwsException("InvalidParameterValueException", 400, message);
  }

  /** A member that must be there is not. */
  static AwsException missing(String member) {
    return new AwsException(
        "ValidationException",
        400,
        "1 validation error detected: Value null at '"
            + member
            + "' failed to satisfy constraint: Member must not be null");
  }

  static AwsException noTopic() {
    return new AwsException("NotFoundException", 404, "Topic does not exist");
  }

  static AwsException noSubscription() {
    return new AwsException("NotFoundException", 404, "Subscription does not exist");
  }

  static AwsException noResource() {
    return new AwsException("ResourceNotFoundException", 404, "Resource does not exist");
  }

  /** Not built. */
  static AwsException notHere(String what) {
    return invalid(what, "this is not implemented in Forebay");
  }

  static AwsException contended() {
    return new AwsException("ConcurrentAccessException", 400, "The topic is being changed.");
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalErrorException", 500, "The service cannot tell whether the request was done.");
  }
}
