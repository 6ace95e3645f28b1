package dev.forebay.push;

import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Where a push goes when it is given up. Immutable.
 *
 * @param queueArn the dead-letter queue
 * @param message what is sent there; attributes that say why are added
 * @param marks how those are called
 */
public record DeadLetter(String queueArn, SendMessageRequest message, Marks marks) {
  /** The attributes by which services say why something was given up. */
  public enum Marks {
    /** None. */
    NONE,
    /** RequestID, ErrorCode, ErrorMessage, as Amazon SNS has them. */
    SNS,
    /**
     * ERROR_CODE, ERROR_MESSAGE, RETRY_ATTEMPTS, EXHAUSTED_RETRY_CONDITION, as Amazon EventBridge
     * has them ("Using dead-letter queues to process undelivered events").
     */
    EVENTS,
    /** The same with the target's own error as ERROR_CODE, as EventBridge Scheduler has them. */
    SCHEDULER
  }
}
