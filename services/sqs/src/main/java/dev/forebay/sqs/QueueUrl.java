package dev.forebay.sqs;

import dev.forebay.model.Arn;

/** How callers within the process name a queue of which they know the ARN. */
public final class QueueUrl {
  private QueueUrl() {}

  /** A URL that every operation takes: the path, {@code /account/name}. */
  public static String of(Arn queue) {
    return "/" + queue.account() + "/" + queue.resource();
  }
}
