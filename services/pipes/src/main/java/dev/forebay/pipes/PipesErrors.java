package dev.forebay.pipes;

import dev.forebay.wire.AwsException;

/** The errors of EventBridge Pipes. */
final class PipesErrors {
  private PipesErrors() {}

  static AwsException invalid(String message) {
    return new AwsException("ValidationException", 400, message);
  }

  static AwsException noPipe(String name) {
    return new AwsException("NotFoundException", 404, "Pipe " + name + " does not exist.");
  }

  static AwsException conflict(String message) {
    return new AwsException("ConflictException", 409, message);
  }

  static AwsException unavailable() {
    return new AwsException(
        "InternalException", 500, "The service cannot tell whether the request was done.");
  }
}
