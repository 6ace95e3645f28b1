package dev.forebay.invocation.concurrency;

import dev.forebay.wire.AwsException;
import java.util.Map;

/**
 * Why an invocation may not start now.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke,
 *     TooManyRequestsException</a>
 */
public enum ThrottleReason {
  /** The account's unreserved pool is used up. */
  CONCURRENT_INVOCATION_LIMIT("ConcurrentInvocationLimitExceeded"),
  /** The function's reserved concurrency is used up, or zero. */
  RESERVED_CONCURRENT_INVOCATION_LIMIT("ReservedFunctionConcurrentInvocationLimitExceeded"),
  /** More than ten times the unreserved concurrency were asked for in a second. */
  INVOCATION_RATE_LIMIT("FunctionInvocationRateLimitExceeded"),
  /** More than ten times the function's reserved concurrency were asked for in a second. */
  RESERVED_INVOCATION_RATE_LIMIT("ReservedFunctionInvocationRateLimitExceeded");

  private final String reason;

  ThrottleReason(String reason) {
    this.reason = reason;
  }

  /** As the API spells it. */
  public String reason() {
    return reason;
  }

  /** The error that a synchronous caller gets. */
  public AwsException error() {
    return new AwsException(
        "TooManyRequestsException",
        429,
        "Rate Exceeded.",
        Map.of("Reason", reason, "retryAfterSeconds", "1"));
  }
}
