package dev.forebay.function.catalog;

import dev.forebay.function.eventinvoke.EventInvokeSettings;
import dev.forebay.model.Arn;
import java.util.Optional;

/**
 * What an invocation runs, and under which settings. Immutable.
 *
 * @param version the version to run; its number is the invocation's ExecutedVersion
 * @param invokedArn the function as the caller named it: unqualified, with {@code $LATEST}, a
 *     number or an alias
 * @param alias the alias by which it was named, if it was
 * @param reservedConcurrency the function's ceiling over all its versions, 0 or more, if set
 * @param provisionedConcurrency environments to be kept initialized for the version, 0 or more
 * @param eventInvoke the settings for asynchronous invocation of what the caller named, if set
 * @param recursion what a recursive invocation meets
 */
public record ResolvedFunction(
    RunnableVersion version,
    Arn invokedArn,
    Optional<String> alias,
    Optional<Integer> reservedConcurrency,
    int provisionedConcurrency,
    Optional<EventInvokeSettings> eventInvoke,
    Recursion recursion) {

  /**
   * Answers to a recursive loop.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html">Recursive
   *     loop detection</a>
   */
  public enum Recursion {
    /** It is stopped. */
    TERMINATE,
    /** It goes on. */
    ALLOW
  }
}
