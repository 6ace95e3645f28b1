package dev.forebay.wire;

import software.amazon.awssdk.core.SdkPojo;

/**
 * One AWS operation with bytes beside its request or its answer. Called on a virtual thread; may
 * block.
 *
 * @param <I> the SDK's request class
 * @param <O> the SDK's response class
 */
@FunctionalInterface
public interface TransferHandler<I extends SdkPojo, O extends SdkPojo> {
  /** Answers the request, or throws {@link AwsException}. The caller closes the body. */
  Transferred<O> handle(CallContext context, I request, Body body);
}
