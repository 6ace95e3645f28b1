package dev.forebay.wire;

import software.amazon.awssdk.core.SdkPojo;

/**
 * An answer and the bytes beside it.
 *
 * @param response the SDK's response object
 * @param body the bytes; whoever takes the answer closes them
 * @param <O> the SDK's response class
 */
public record Transferred<O extends SdkPojo>(O response, Body body) {
  /** An answer without bytes. */
  public static <O extends SdkPojo> Transferred<O> of(O response) {
    return new Transferred<>(response, Body.EMPTY);
  }
}
