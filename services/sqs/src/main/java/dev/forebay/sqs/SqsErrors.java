package dev.forebay.sqs;

import dev.forebay.wire.AwsException;

/** The errors of SQS, in AWS's wording. */
final class SqsErrors {
  private SqsErrors() {}

  static AwsException noSuchQueue() {
    return refused("QueueDoesNotExist", "The specified queue does not exist.");
  }

  static AwsException denied(String url) {
    return new AwsException(
        "AccessDeniedException", 403, "Access to the resource " + url + " is denied.");
  }

  static AwsException nameExists(String attribute) {
    return refused(
        "QueueNameExists",
        "A queue already exists with the same name and a different value for attribute "
            + attribute);
  }

  static AwsException missing(String parameter) {
    return refused("MissingParameter", "The request must contain the parameter " + parameter + ".");
  }

  static AwsException invalid(String message) {
    return refused("InvalidParameterValue", message);
  }

  static AwsException invalid(Object value, String parameter, String reason) {
    return invalid(
        "Value " + value + " for parameter " + parameter + " is invalid. Reason: " + reason);
  }

  static AwsException unknownAttribute(String name) {
    return refused("InvalidAttributeName", "Unknown Attribute " + name + ".");
  }

  static AwsException badAttribute(String name) {
    return refused("InvalidAttributeValue", "Invalid value for the parameter " + name + ".");
  }

  static AwsException badHandle(String handle) {
    return refused(
        "ReceiptHandleIsInvalid",
        "The input receipt handle \"" + handle + "\" is not a valid receipt handle.");
  }

  /** Of an entry of a batch on a FIFO queue. */
  static AwsException expiredHandle() {
    return refused("ReceiptHandleIsInvalid", "The receipt handle has expired");
  }

  static AwsException unsupported(String message) {
    return refused("UnsupportedOperation", message);
  }

  static AwsException noSuchResource(String message) {
    return new AwsException("ResourceNotFoundException", 404, message);
  }

  static AwsException contended() {
    return new AwsException("RequestThrottled", 403, "The queue is being changed. Try again.");
  }

  static AwsException unavailable() {
    return new AwsException(
        "ServiceUnavailable", 503, "The service cannot tell whether the request was done.");
  }

  static AwsException refused(String code, String message) {
    return new AwsException(code, 400, message);
  }
}
