package dev.forebay.sqs;

/** The two kinds of queues. */
enum QueueKind {
  /** At least once, in no promised order. */
  STANDARD,
  /** Once, and in order within a group. */
  FIFO
}
