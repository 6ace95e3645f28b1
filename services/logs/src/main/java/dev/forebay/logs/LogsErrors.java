package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import dev.forebay.logs.pattern.PatternSyntaxError;
import dev.forebay.wire.AwsException;

/** The errors of CloudWatch Logs, in AWS's wording. */
final class LogsErrors {
  private LogsErrors() {}

  static AwsException noSuchGroup() {
    return new AwsException(
        "ResourceNotFoundException", 400, "The specified log group does not exist.");
  }

  static AwsException noSuchStream() {
    return new AwsException(
        "ResourceNotFoundException", 400, "The specified log stream does not exist.");
  }

  static AwsException noSuchResource() {
    return new AwsException(
        "ResourceNotFoundException", 400, "The specified resource does not exist.");
  }

  static AwsException exists(String what) {
    return new AwsException(
        "ResourceAlreadyExistsException", 400, "The specified " + what + " already exists");
  }

  /** The pattern that a text spells, or AWS's error when it is none. */
  static FilterPattern parsed(String pattern) {
    try {
      return FilterPattern.parse(pattern);
    } catch (PatternSyntaxError e) {
      throw invalid(e.text());
    }
  }

  static AwsException noSuch(String what) {
    return new AwsException(
        "ResourceNotFoundException", 400, "The specified " + what + " does not exist.");
  }

  static AwsException limit() {
    return new AwsException("LimitExceededException", 400, "Resource limit exceeded.");
  }

  static AwsException invalid(String message) {
    return new AwsException("InvalidParameterException", 400, message);
  }

  static AwsException badToken() {
    return invalid("The specified nextToken is invalid.");
  }

  static AwsException tooManyTags() {
    return new AwsException(
        "TooManyTagsException", 400, "A resource cannot have more than 50 tags.");
  }

  static AwsException contended() {
    return new AwsException(
        "OperationAbortedException",
        400,
        "A conflicting operation is currently in progress against this resource. Please try again.");
  }

  static AwsException deletionProtected() {
    return new AwsException(
        "ValidationException",
        400,
        "The log group cannot be deleted because deletion protection is enabled.");
  }

  static AwsException unavailable() {
    return new AwsException(
        "ServiceUnavailableException", 500, "The service cannot complete the request.");
  }
}
