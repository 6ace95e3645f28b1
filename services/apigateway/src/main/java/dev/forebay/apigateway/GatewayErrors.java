package dev.forebay.apigateway;

import dev.forebay.wire.AwsException;

/** The errors of API Gateway's operations, in AWS's wording. */
final class GatewayErrors {
  private GatewayErrors() {}

  static AwsException invalid(String message) {
    return new AwsException("BadRequestException", 400, message);
  }

  static AwsException conflict(String message) {
    return new AwsException("ConflictException", 409, message);
  }

  static AwsException noApi(String account, String id) {
    return missing("Invalid API identifier specified " + account + ":" + id, "Api");
  }

  /** There is no such part of the API. */
  static AwsException none(String what) {
    return missing("Invalid " + what + " identifier specified", what);
  }

  private static AwsException missing(String message, String what) {
    return new AwsException(
        "NotFoundException", 404, message, java.util.Map.of("resourceType", what));
  }

  /** What AWS has and is not here. */
  static AwsException unsupported(String what) {
    return new AwsException("NotImplemented", 501, what + " are not implemented yet in Forebay");
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalFailure", 500, "The service cannot tell whether the request was done.");
  }
}
