package dev.forebay.storage;

import dev.forebay.model.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Messages that are handed to one receiver at a time. Time is an argument: the caller's clock
 * decides what is visible. A receipt names a message and the delivery; after a later delivery it is
 * stale. Messages of one group are handed out in the order of their sending, and while one delivery
 * of a group is out, no other message of that group is. Thread-safe.
 */
public interface Queue {
  /** Stores each message durably; answers in their order. */
  List<SendOutcome> send(List<Send> messages);

  /** Hands out up to {@code max} visible messages and hides them until {@code hiddenUntil}. */
  List<Delivery> receive(int max, Instant now, Instant hiddenUntil);

  /** Deletes the message of each receipt. */
  List<ReceiptOutcome> delete(List<Receipt> receipts);

  /** Makes the message of the receipt visible at the instant; the receipt stays good. */
  List<ReceiptOutcome> changeVisibility(List<VisibilityChange> changes);

  /** When the next hidden message becomes visible, if any is hidden; now when one is visible. */
  Optional<Instant> nextDue(Instant now);

  /** How many messages there are at the instant. */
  Depth depth(Instant now);

  /** Drops every message. */
  void purge();

  /**
   * Calls the listener, soon after, when messages may have become receivable. A hint: may be lost
   * or merged.
   */
  AutoCloseable watch(Runnable listener);

  /**
   * A message to send.
   *
   * @param id names the operation; the message's identity as well
   * @param body up to 16 MiB
   * @param sentAt the time of sending
   * @param visibleAt not handed out before
   * @param group ordered group, if any
   */
  record Send(
      OperationId id, Bytes body, Instant sentAt, Instant visibleAt, Optional<String> group) {}

  /** What became of a send. */
  sealed interface SendOutcome {
    /** Durable. */
    record Sent(long sequence) implements SendOutcome {}

    /** The answer was lost; repeat the same operation id. */
    record Unknown() implements SendOutcome {}
  }

  /** Names a message and one delivery of it. */
  record Receipt(OperationId message, long token) {}

  /** A message handed out. */
  record Delivery(
      Receipt receipt,
      Bytes body,
      Instant sentAt,
      int receiveCount,
      Instant firstReceivedAt,
      Optional<String> group) {}

  /** The message of this receipt becomes visible at this time. */
  record VisibilityChange(Receipt receipt, Instant visibleAt) {}

  /** What became of a call with a receipt. */
  enum ReceiptOutcome {
    /** Done. */
    DONE,
    /** The message was handed out again since, or is gone. */
    STALE,
    /** The answer was lost; repeating is safe. */
    UNKNOWN
  }

  /**
   * Counts at an instant: receivable, delivered and not yet settled, not yet visible for the first
   * time.
   */
  record Depth(long visible, long inFlight, long delayed) {}
}
