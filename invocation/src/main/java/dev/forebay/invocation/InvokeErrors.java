package dev.forebay.invocation;

import dev.forebay.wire.AwsException;

/** The errors of an invocation that does not run, in AWS's wording. */
final class InvokeErrors {
  private InvokeErrors() {}

  static AwsException tooLarge(int limit) {
    return new AwsException(
        "RequestTooLargeException",
        413,
        "Request must be smaller than " + limit + " bytes for the InvokeFunction operation");
  }

  static AwsException tooLargeForEvent(int size, int limit) {
    return new AwsException(
        "RequestTooLargeException",
        413,
        size
            + " byte payload is too large for the Event invocation type (limit "
            + limit
            + " bytes)");
  }

  static AwsException notJson(String parserText) {
    return new AwsException(
        "InvalidRequestContentException",
        400,
        "Could not parse request body into json: Could not parse payload into json: " + parserText);
  }

  static AwsException badClientContext() {
    return new AwsException(
        "InvalidRequestContentException",
        400,
        "Client context must be a valid Base64-encoded JSON object.");
  }

  static AwsException clientContextTooLarge(int limit) {
    return new AwsException(
        "InvalidRequestContentException",
        400,
        "Client context must be at most " + limit + " bytes of Base64.");
  }

  static AwsException invalid(String message) {
    return new AwsException("InvalidParameterValueException", 400, message);
  }

  static AwsException recursive() {
    return new AwsException(
        "RecursiveInvocationException",
        400,
        "Lambda has detected your function being invoked in a recursive loop with other Amazon Web"
            + " Services resources and stopped your function's invocation.");
  }

  static AwsException service(String reason) {
    return new AwsException("ServiceException", 500, reason);
  }
}
