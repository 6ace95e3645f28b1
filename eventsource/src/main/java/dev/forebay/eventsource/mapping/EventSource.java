package dev.forebay.eventsource.mapping;

import dev.forebay.model.Arn;

/** Where a mapping's records come from. Immutable. */
public sealed interface EventSource {
  /** The EventSourceArn, as the request spelled it. */
  Arn arn();

  /**
   * An SQS queue.
   *
   * @param arn the queue's ARN
   */
  record Queue(Arn arn) implements EventSource {
    private static final String FIFO = ".fifo";

    /** The queue's name. */
    public String name() {
      return arn.resource();
    }

    /** Whether its messages are ordered by group. */
    public boolean isFifo() {
      return arn.resource().endsWith(FIFO);
    }
  }

  /**
   * A Kinesis data stream, read with GetRecords.
   *
   * @param arn the stream's ARN
   * @param start where reading starts in a shard that has no checkpoint and no parent
   */
  record Stream(Arn arn, StartingPosition start) implements EventSource {}

  /**
   * A consumer of a Kinesis data stream, read with SubscribeToShard.
   *
   * @param arn the consumer's ARN, {@code …:stream/NAME/consumer/CONSUMER:CREATED}
   * @param stream the stream's ARN
   * @param start where reading starts in a shard that has no checkpoint and no parent
   */
  record Consumer(Arn arn, Arn stream, StartingPosition start) implements EventSource {}

  /**
   * The stream of a DynamoDB table.
   *
   * @param arn the stream's ARN, {@code …:table/NAME/stream/LABEL}
   * @param start where reading starts in a shard that has no checkpoint and no parent
   */
  record TableStream(Arn arn, StartingPosition start) implements EventSource {}
}
