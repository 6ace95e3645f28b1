package dev.forebay.invocation.concurrency;

/** Whether an invocation may start. */
public sealed interface Admission {
  /**
   * It may. Must be closed when the invocation has ended.
   *
   * @param permit counts as one running event until it is given back
   */
  record Admitted(Permit permit) implements Admission {}

  /** It may not. */
  record Throttled(ThrottleReason reason) implements Admission {}
}
