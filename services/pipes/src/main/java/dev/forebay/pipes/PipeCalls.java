package dev.forebay.pipes;

import dev.forebay.eventsource.mapping.RoleCalls;
import dev.forebay.model.Arn;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Calls of a pipe, under its role. Immutable, thread-safe.
 *
 * @param calls makes them
 * @param roleArn the role
 * @param pipe the pipe's name, which names the session
 */
record PipeCalls(RoleCalls calls, String roleArn, String pipe) {
  /**
   * Calls an operation on a resource.
   *
   * @throws dev.forebay.wire.AwsException as the operation or the authorization answers
   */
  <O extends SdkPojo> O call(Arn resource, String operation, SdkPojo request, Class<O> answer) {
    return answer.cast(calls.call(new RoleCalls.Role(roleArn, pipe), resource, operation, request));
  }

  String queueUrl(Arn queue) {
    return calls.url(queue);
  }
}
