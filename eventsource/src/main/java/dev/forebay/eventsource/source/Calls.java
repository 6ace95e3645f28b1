package dev.forebay.eventsource.source;

import dev.forebay.model.Arn;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Calls the operations of one mapping's source as its function's execution role. In front of a
 * service of this process, or of one elsewhere. Thread-safe.
 */
public interface Calls {
  /**
   * Calls an operation on a resource.
   *
   * @throws dev.forebay.wire.AwsException as the service answers
   */
  SdkPojo call(Arn resource, String operation, SdkPojo request);

  /** The URL of a queue. */
  String queueUrl(Arn queue);

  /** The ARN of the role. */
  String roleArn();
}
