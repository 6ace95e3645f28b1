package dev.forebay.storage.ordered;

import dev.forebay.storage.OperationId;

/**
 * The cells of one queue. A message has its state and its body apart, so that a delivery does not
 * write the body again.
 *
 * @param queue what all its keys begin with
 */
record QueueKeys(Keys queue) {
  /** How many messages there are. */
  byte[] total() {
    return queue.tag('H').bytes();
  }

  /** A message's {@link MessageRow}. */
  byte[] message(OperationId id) {
    return queue.tag('M').operation(id).bytes();
  }

  byte[] body(long sequence) {
    return queue.tag('B').number(sequence).bytes();
  }

  /** The order in which messages without group, and groups, fall due: {@link Due}. */
  Keys due() {
    return queue.tag('D');
  }

  /** The order in which messages with a group fall due; only for counting them. */
  Keys memberDue() {
    return queue.tag('W');
  }

  /** A group's {@link GroupRow}. */
  byte[] group(String name) {
    return queue.tag('K').rest(name).bytes();
  }

  /** A group's messages by sequence, each with its id. */
  Keys members(String group) {
    return queue.tag('G').sized(group);
  }
}
