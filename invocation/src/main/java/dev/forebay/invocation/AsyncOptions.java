package dev.forebay.invocation;

import java.time.Duration;
import java.util.Optional;

/**
 * What a function's owner asks for its asynchronous events. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html">
 *     Configuring error handling settings for Lambda asynchronous invocations</a>
 * @param maximumRetryAttempts further runs after a function error, 0 to 2
 * @param maximumEventAge 60 s to 6 hours; an older event is given up
 * @param onSuccess the ARN to which records of success go
 * @param onFailure the ARN to which records of failure go
 * @param deadLetterTarget the ARN to which events that failed go as they are
 */
public record AsyncOptions(
    int maximumRetryAttempts,
    Duration maximumEventAge,
    Optional<String> onSuccess,
    Optional<String> onFailure,
    Optional<String> deadLetterTarget) {
  /** Further runs where nothing is configured. */
  public static final int STANDARD_RETRY_ATTEMPTS = 2;

  /** The longest that an event may wait; also where nothing is configured. */
  public static final Duration MAX_AGE = Duration.ofHours(6);

  /** What holds where nothing is configured. */
  public static final AsyncOptions STANDARD =
      new AsyncOptions(
          STANDARD_RETRY_ATTEMPTS, MAX_AGE, Optional.empty(), Optional.empty(), Optional.empty());

  /** Throws {@link IllegalArgumentException} for a number out of bounds. */
  public AsyncOptions {
    if (maximumRetryAttempts < 0 || maximumRetryAttempts > 2) {
      throw new IllegalArgumentException(
          "maximumRetryAttempts must be 0..2: " + maximumRetryAttempts);
    }
    if (maximumEventAge.isNegative() || maximumEventAge.compareTo(MAX_AGE) > 0) {
      throw new IllegalArgumentException("maximumEventAge must be 0..6 hours: " + maximumEventAge);
    }
  }
}
