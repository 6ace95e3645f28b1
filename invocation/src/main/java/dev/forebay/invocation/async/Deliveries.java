package dev.forebay.invocation.async;

/**
 * Hands out what ended events leave: to queues, topics, functions, buses, buckets. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">
 *     Capturing records of Lambda asynchronous invocations</a>
 */
@FunctionalInterface
public interface Deliveries {
  /**
   * Hands out one parcel; when this returns, the target has it.
   *
   * @throws dev.forebay.wire.AwsException when the target, or the authorization, refuses, or the
   *     target's service is not there; it is tried again
   */
  void deliver(Parcel parcel);
}
