package dev.forebay.storage;

import dev.forebay.model.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Messages that are handed to one receiver at a time. Time is an argument: the caller's clock
 * decides what is visible; visibility is kept to the millisecond, rounded up. What became visible
 * first is handed out first. A receipt names a message and the delivery; after a later delivery it
 * is stale. Thread-safe.
 *
 * <p>Messages of one group are handed out in the order of their sending. One call to {@link
 * #receive} may get several of a group, in that order; while any message of a group is out
 * (delivered, neither deleted nor visible again), no other call gets one of that group.
 */
public interface Queue {
  /**
   * Stores each message durably; answers in their order. A repeat of an id is not sent again while
   * the message is there, nor for at least ten minutes after the first time. A message whose {@link
   * Claim} is taken is not stored either: the answer is that of the message that took it.
   */
  List<SendOutcome> send(List<Send> messages);

  /**
   * Hands out up to {@code max} (at least 1) visible messages and hides them until {@code
   * hiddenUntil}.
   */
  default List<Delivery> receive(int max, Instant now, Instant hiddenUntil) {
    return receive(max, now, hiddenUntil, Long.MAX_VALUE);
  }

  /**
   * Hands out up to {@code max} (at least 1) visible messages and hides them until {@code
   * hiddenUntil}, but no more than leave {@code mostInFlight} messages delivered and hidden. That
   * outlives the process; it may not outlive a failure of the machine, after which the messages are
   * visible as if they had not been handed out this time.
   */
  List<Delivery> receive(int max, Instant now, Instant hiddenUntil, long mostInFlight);

  /**
   * Deletes the message of each receipt, also one that is visible again but not yet redelivered.
   */
  List<ReceiptOutcome> delete(List<Receipt> receipts);

  /**
   * Deletes the message of each receipt while it is hidden: a receipt is stale too once its message
   * is visible again at the instant. A message that is gone counts as deleted.
   */
  List<ReceiptOutcome> deleteHidden(List<Receipt> receipts, Instant now);

  /** Makes the message of the receipt visible at the instant; the receipt stays good. */
  List<ReceiptOutcome> changeVisibility(List<VisibilityChange> changes);

  /**
   * Drops up to {@code limit} (at least 1) of the messages that were sent at or before the instant,
   * the oldest first, whether they are out or not; their receipts are stale.
   */
  Expired expire(Instant sentUntil, int limit);

  /**
   * When something may be received next: now if that is so already, the time at which the next
   * hidden message or held group comes free, empty when the queue is empty.
   */
  Optional<Instant> nextDue(Instant now);

  /**
   * How many messages there are at the instant. The split is exact as long as the callers' time
   * does not step back.
   */
  Depth depth(Instant now);

  /** Drops every message; their receipts are stale, and their ids and claims still known. */
  void purge();

  /**
   * Calls the listener, on a thread of the engine's, soon after a call has made messages receivable
   * or changed when they will be. A hint: may be lost or merged. The passing of time gives none,
   * see {@link #nextDue}.
   *
   * @return ends the watch
   */
  AutoCloseable watch(Runnable listener);

  /**
   * A message to send.
   *
   * @param id names the operation; the message's identity as well
   * @param body up to 16 MiB
   * @param sentAt the time of sending
   * @param visibleAt not handed out before
   * @param group ordered group, if any; a name of up to 1,024 characters
   * @param claim what no other message may claim for a while, if anything
   */
  record Send(
      OperationId id,
      Bytes body,
      Instant sentAt,
      Instant visibleAt,
      Optional<String> group,
      Optional<Claim> claim) {
    /** A message that claims nothing. */
    public Send(
        OperationId id, Bytes body, Instant sentAt, Instant visibleAt, Optional<String> group) {
      this(id, body, sentAt, visibleAt, group, Optional.empty());
    }

    /** Throws {@link IllegalArgumentException} for a body or a group's name that is too large. */
    public Send {
      Transaction.checkValue(body);
      if (group.isPresent() && group.get().length() > 1_024) {
        throw new IllegalArgumentException(
            "a group's name may have 1,024 characters: " + group.get().length());
      }
    }
  }

  /**
   * What one message of a queue has, and no message that is sent before {@code until}. It is taken
   * with the storing of the message, in one step, and outlives it.
   *
   * @param key 0 to 2,048 bytes
   * @param until compared with the later message's {@link Send#sentAt}
   */
  record Claim(Bytes key, Instant until) {
    /** Throws {@link IllegalArgumentException} for a key that is too long. */
    public Claim {
      if (key.size() > 2_048) {
        throw new IllegalArgumentException("a claim's key may have 2048 bytes: " + key.size());
      }
    }
  }

  /** What became of a send. */
  sealed interface SendOutcome {
    /**
     * Durable.
     *
     * @param message the id sent; another one's where that has the claim
     * @param sequence rises with every send to this queue
     */
    record Sent(OperationId message, long sequence) implements SendOutcome {}

    /** The answer was lost; repeat the same operation id. */
    record Unknown() implements SendOutcome {}
  }

  /** Names a message and one delivery of it. */
  record Receipt(OperationId message, long token) {}

  /**
   * A message handed out.
   *
   * @param sequence as {@link SendOutcome.Sent} told it
   */
  record Delivery(
      Receipt receipt,
      long sequence,
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
   * What an expiry did.
   *
   * @param dropped how many messages
   * @param oldest when the oldest of those that are left was sent; empty when none is left
   */
  record Expired(int dropped, Optional<Instant> oldest) {}

  /**
   * Counts at an instant.
   *
   * @param visible not hidden, though its group may be held
   * @param inFlight delivered and hidden since
   * @param delayed never delivered and not yet visible
   */
  record Depth(long visible, long inFlight, long delayed) {}
}
