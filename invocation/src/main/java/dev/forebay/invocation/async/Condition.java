package dev.forebay.invocation.async;

/**
 * How an event ended, as a record's {@code condition} spells it.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
 *     Capturing records of Lambda asynchronous invocations</a>
 */
enum Condition {
  /** The function answered. */
  SUCCESS("Success"),
  /** The function failed, as often as it may be tried. */
  RETRIES_EXHAUSTED("RetriesExhausted"),
  /** It waited too long, or would have to. */
  EVENT_AGE_EXCEEDED("EventAgeExceeded"),
  /** The function's reserved concurrency is zero. */
  ZERO_RESERVED_CONCURRENCY("ZeroReservedConcurrency"),
  /** It came through the function too often. */
  RECURSIVE_INVOCATION("RecursiveInvocation"),
  /** The function, or the version that was meant, is gone, and with it where a record would go. */
  FUNCTION_NOT_FOUND("FunctionNotFound");

  private final String spelling;

  Condition(String spelling) {
    this.spelling = spelling;
  }

  /** As it stands in a record. */
  String spelling() {
    return spelling;
  }
}
