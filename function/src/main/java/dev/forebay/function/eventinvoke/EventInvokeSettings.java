package dev.forebay.function.eventinvoke;

import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.Qualifier;
import java.util.Optional;

/**
 * How asynchronous invocations of a function, version or alias are retried, and where their outcome
 * goes. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html">
 *     Configuring error handling settings for Lambda asynchronous invocations</a>
 * @param maximumRetryAttempts 0 to 2, if set
 * @param maximumEventAgeSeconds 60 to 21,600, if set
 * @param onSuccess the ARN of the destination for records of success, if set
 * @param onFailure the ARN of the destination for records of failure, if set
 * @param modifiedMillis when it was last set, in milliseconds since 1970
 */
public record EventInvokeSettings(
    Optional<Integer> maximumRetryAttempts,
    Optional<Integer> maximumEventAgeSeconds,
    Optional<String> onSuccess,
    Optional<String> onFailure,
    long modifiedMillis) {
  /** By function and qualifier. */
  public static final Table<EventInvokeSettings> TABLE =
      new Table<>("event-invoke", EventInvokeSettings.class);

  /** The key of a qualifier's settings. */
  public static Key key(String function, Qualifier qualifier) {
    return Key.of(function, qualifier.value());
  }
}
