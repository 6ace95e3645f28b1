package dev.forebay.sqs;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.Queue;
import dev.forebay.storage.StorageEngine;
import java.time.Duration;

/**
 * A queue as a call finds it: its row, and where its messages are. Immutable.
 *
 * @param place whose it is
 * @param row its attributes as of the call
 * @param engine holds its messages
 */
record OpenQueue(AccountRegion place, QueueRow row, StorageEngine engine) {
  private static final String MESSAGES = "sqs/";

  /** The messages, in a scope of their own that ends with the queue. */
  Queue messages() {
    return engine.queue(scope());
  }

  String scope() {
    return MESSAGES + place + "/" + row.name() + "/" + Long.toHexString(row.id());
  }

  String arn() {
    return place.arn("sqs", row.name()).toString();
  }

  Duration seconds(String attribute) {
    return Duration.ofSeconds(row.number(attribute));
  }
}
