package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.OperationId;
import java.util.List;

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

  /** The order in which messages were sent, each with its id. */
  Keys ages() {
    return queue.tag('A');
  }

  byte[] age(long sentAt, long sequence) {
    return ages().signed(sentAt).number(sequence).bytes();
  }

  /** A {@link ClaimRow}. */
  byte[] claim(Bytes key) {
    return queue.tag('C').rest(key).bytes();
  }

  /** The order in which claims run out, each with its key. */
  Keys claimEnds() {
    return queue.tag('E');
  }

  byte[] claimEnd(long until, Bytes key) {
    return claimEnds().signed(until).rest(key).bytes();
  }

  /** All that holds messages, which is all but the claims. */
  List<Span> messages() {
    return "HMBDWAKG".chars().mapToObj(tag -> queue.tag((char) tag).all()).toList();
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
