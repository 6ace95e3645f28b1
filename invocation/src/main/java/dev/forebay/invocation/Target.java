package dev.forebay.invocation;

import dev.forebay.execution.FunctionImage;
import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.concurrency.Allotment;

/**
 * The version that an invocation runs. An alias with weights has been decided. Immutable.
 *
 * @param function whose version it is
 * @param invokedArn the ARN as the caller addressed it, qualified only if the caller's was
 * @param image what runs; its version is the executed one
 * @param allotment what concurrency is set aside for it
 * @param recursionAllowed whether a recursive loop may go on
 * @param async what is asked for asynchronous events of what the caller addressed
 */
public record Target(
    FunctionId function,
    String invokedArn,
    FunctionImage image,
    Allotment allotment,
    boolean recursionAllowed,
    AsyncOptions async) {
  /** The version that answers as {@code X-Amz-Executed-Version}. */
  public String executedVersion() {
    return image.version();
  }
}
