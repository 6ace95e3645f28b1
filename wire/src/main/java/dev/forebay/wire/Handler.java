package dev.forebay.wire;

import software.amazon.awssdk.core.SdkPojo;

/**
 * One AWS operation. Called on a virtual thread; may block.
 *
 * @param <I> the SDK's request class
 * @param <O> the SDK's response class
 */
@FunctionalInterface
public interface Handler<I extends SdkPojo, O extends SdkPojo> {
  /** Answers the request, or throws {@link AwsException}. */
  O handle(CallContext context, I request);
}
