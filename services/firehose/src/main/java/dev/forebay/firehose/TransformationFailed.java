package dev.forebay.firehose;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;

/**
 * An invocation of a function has not transformed its records.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html">Monitor
 *     with CloudWatch Logs: Lambda invocation errors</a>
 */
final class TransformationFailed extends RuntimeException {
  private final String code;

  TransformationFailed(String code, String message) {
    super(message);
    this.code = code;
  }

  /** AWS's name of it. */
  String code() {
    return code;
  }

  /** The function was not invoked. */
  static TransformationFailed of(AwsException e) {
    return switch (e.code()) {
      case "TooManyRequestsException" ->
          new TransformationFailed(
              "Lambda.InvokeLimitExceeded", "The Lambda concurrent execution limit is exceeded.");
      case "ResourceNotFoundException" ->
          new TransformationFailed(
              "Lambda.ResourceNotFound", "The specified Lambda function does not exist.");
      case "AccessDeniedException" ->
          new TransformationFailed("Lambda.InvokeAccessDenied", String.valueOf(e.getMessage()));
      case "ServiceUnavailableException", "ServiceException" ->
          new TransformationFailed("Lambda.ServiceUnavailable", String.valueOf(e.getMessage()));
      default -> new TransformationFailed("Lambda.FunctionError", String.valueOf(e.getMessage()));
    };
  }

  /** The function was invoked and has failed. */
  static TransformationFailed ofFunction(Bytes payload) {
    return payload.toUtf8().contains("Sandbox.Timedout")
        ? new TransformationFailed(
            "Lambda.FunctionTimedOut", "The Lambda function invocation timed out.")
        : new TransformationFailed(
            "Lambda.FunctionError",
            "The Lambda function was successfully invoked but it returned an error result.");
  }
}
