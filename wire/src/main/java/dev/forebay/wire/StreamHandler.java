package dev.forebay.wire;

import software.amazon.awssdk.core.SdkPojo;

/**
 * One AWS operation that answers with an event stream. Called on a virtual thread; may block.
 *
 * @param <I> the SDK's request class
 */
@FunctionalInterface
public interface StreamHandler<I extends SdkPojo> {
  /**
   * Writes the answer to the stream and returns when it is complete. An {@link AwsException} before
   * {@link EventStream#start} becomes an ordinary error answer.
   */
  void handle(CallContext context, I request, EventStream stream);
}
