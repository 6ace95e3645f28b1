package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Expired;
import dev.forebay.storage.Queue.Receipt;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import dev.forebay.storage.Queue.SendOutcome.Sent;
import dev.forebay.storage.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One call's work on one queue, within the writer's turn.
 *
 * <p>A message without group stands in the order of falling due itself. Of a group only the group
 * stands there, due when its first message is visible and none of its messages is held: the latest
 * of the first message's time and the times of those delivered, which are always the first ones.
 */
final class QueueTurn {
  private static final byte[] DELIVERED = {1};

  private final Draft draft;
  private final long scope;
  private final QueueKeys keys;
  private final QueueHead head;
  private final QueueGroups groups;

  QueueTurn(Draft draft, long scope, QueueKeys keys, QueueHead head) {
    this.draft = draft;
    this.scope = scope;
    this.keys = keys;
    this.head = head;
    this.groups = new QueueGroups(draft, keys, head);
  }

  /** Stores a message, once for an id. */
  SendOutcome send(Send message) {
    Optional<Sent> before = before(message);
    if (before.isPresent()) {
      return before.get();
    }
    Claims claims = new Claims(draft, keys, head);
    Optional<Sent> holder =
        message.claim().flatMap(claim -> claims.holder(claim, message.sentAt()));
    if (holder.isPresent()) {
      Operations.remember(draft, scope, message.id(), SentRow.encode(holder.get(), message.id()));
      return holder.get();
    }
    MessageRow row =
        new MessageRow(
            draft.nextSequence(),
            Times.nanos(message.sentAt()),
            Times.millisUp(message.visibleAt()),
            0,
            0,
            0,
            message.group());
    Sent sent = new Sent(message.id(), row.sequence());
    message.claim().ifPresent(claim -> claims.take(claim, sent, message.sentAt()));
    Operations.remember(draft, scope, message.id(), SentRow.encode(sent, message.id()));
    draft.put(keys.body(row.sequence()), message.body().toArray());
    draft.put(keys.age(row.sentAt(), row.sequence()), MessageRow.id(message.id()));
    head.added(message.id(), row.sentAt());
    head.hidden().pass(Times.millisDown(message.sentAt()));
    store(message.id(), row);
    if (row.group().isEmpty()) {
      stand(message.id(), row);
    } else {
      String group = row.group().get();
      draft.put(keys.members(group).number(row.sequence()).bytes(), MessageRow.id(message.id()));
      if (draft.get(keys.group(group)).isEmpty()) {
        groups.stand(group, row.dueKey());
      }
    }
    return sent;
  }

  private Optional<Sent> before(Send message) {
    Optional<byte[]> there =
        head.mayHold(message.id()) ? draft.get(keys.message(message.id())) : Optional.empty();
    return there
        .map(value -> MessageRow.decode(value).sequence())
        .map(sequence -> new Sent(message.id(), sequence))
        .or(() ->
            Operations.answer(draft, scope, message.id())
                .map(answer -> SentRow.decode(answer, message.id())));
  }

  /** Hands out up to {@code most} messages, fewer where too many would be out. */
  List<Delivery> receive(int most, Instant now, Instant hiddenUntil, long mostInFlight) {
    long nowMillis = Times.millisDown(now);
    long until = Times.millisUp(hiddenUntil);
    head.hidden().pass(nowMillis);
    long max = Math.min(most, mostInFlight - head.hidden().inFlight());
    List<Delivery> deliveries = new ArrayList<>();
    // What is handed out stands in the order again only at the end, lest it be met twice.
    List<Held> held = new ArrayList<>();
    Set<String> touched = new LinkedHashSet<>();
    while (deliveries.size() < max) {
      Optional<Map.Entry<DueKey, Due>> first = head.index().first(draft);
      if (first.isEmpty() || first.get().getKey().due() > nowMillis) {
        break;
      }
      DueKey at = first.get().getKey();
      head.index().remove(draft, at);
      switch (first.get().getValue()) {
        case Due.Message(OperationId id, _) -> {
          Held one = deliver(id, groups.row(id), now, until);
          held.add(one);
          deliveries.add(one.delivery());
        }
        case Due.Group(String name) -> {
          touched.add(name);
          List<Cell> members = groups.members(name, at.sequence(), (int) max - deliveries.size());
          for (Cell member : members) {
            OperationId id = MessageRow.id(member.value());
            MessageRow row = groups.row(id);
            if (row.due() > nowMillis) {
              break;
            }
            deliveries.add(deliver(id, row, now, until).delivery());
          }
        }
      }
    }
    held.forEach(one -> stand(one.delivery().receipt().message(), one.row()));
    touched.forEach(groups::standAgain);
    return deliveries;
  }

  private record Held(Delivery delivery, MessageRow row) {}

  private Held deliver(OperationId id, MessageRow before, Instant now, long until) {
    forget(before);
    MessageRow row = before.deliveredAs(draft.nextSequence(), Times.nanos(now), until);
    store(id, row);
    byte[] body =
        draft
            .get(keys.body(row.sequence()))
            .orElseThrow(() -> new StorageException("a message has lost its body: " + id));
    Delivery delivery =
        new Delivery(
            new Receipt(id, row.token()),
            row.sequence(),
            Bytes.wrap(body),
            Times.ofNanos(row.sentAt()),
            row.receiveCount(),
            Times.ofNanos(row.firstReceivedAt()),
            row.group());
    return new Held(delivery, row);
  }

  /** Removes the message that the receipt names. */
  ReceiptOutcome delete(Receipt receipt) {
    Optional<MessageRow> found = held(receipt);
    if (found.isEmpty()) {
      return ReceiptOutcome.STALE;
    }
    remove(receipt.message(), found.get());
    return ReceiptOutcome.DONE;
  }

  /** Removes the message that the receipt names, unless it is visible. */
  ReceiptOutcome deleteHidden(Receipt receipt, Instant now) {
    if (draft.get(keys.message(receipt.message())).isEmpty()) {
      return ReceiptOutcome.DONE;
    }
    return held(receipt).filter(row -> row.due() > Times.millisDown(now)).isPresent()
        ? delete(receipt)
        : ReceiptOutcome.STALE;
  }

  private void remove(OperationId id, MessageRow row) {
    forget(row);
    head.removed();
    draft.delete(keys.message(id));
    draft.delete(keys.body(row.sequence()));
    draft.delete(keys.age(row.sentAt(), row.sequence()));
    if (row.group().isEmpty()) {
      head.index().remove(draft, row.dueKey());
    } else {
      String group = row.group().get();
      groups.stepOut(group);
      draft.delete(keys.members(group).number(row.sequence()).bytes());
      groups.standAgain(group);
    }
  }

  /** Removes the oldest messages up to those sent at the instant. */
  Expired expire(Instant sentUntil, int limit) {
    // From the known oldest one on: the store steps over removed cells one by one.
    Span rest = new Span(keys.ages().signed(head.oldest()).bytes(), keys.ages().all().to());
    int dropped = 0;
    for (Cell age : draft.scan(rest, limit + 1)) {
      OperationId id = MessageRow.id(age.value());
      MessageRow row = groups.row(id);
      head.oldestIs(row.sentAt());
      if (dropped == limit || row.sentAt() > Times.nanos(sentUntil)) {
        return new Expired(dropped, Optional.of(Times.ofNanos(row.sentAt())));
      }
      remove(id, row);
      dropped++;
    }
    head.oldestIs(Long.MAX_VALUE);
    return new Expired(dropped, Optional.empty());
  }

  /** Makes the message that the receipt names visible at another time. */
  ReceiptOutcome change(Receipt receipt, Instant visibleAt) {
    Optional<MessageRow> found = held(receipt);
    if (found.isEmpty()) {
      return ReceiptOutcome.STALE;
    }
    MessageRow before = found.get();
    MessageRow row = before.visibleAt(Times.millisUp(visibleAt));
    forget(before);
    store(receipt.message(), row);
    if (row.group().isEmpty()) {
      head.index().remove(draft, before.dueKey());
      stand(receipt.message(), row);
    } else {
      groups.stepOut(row.group().get());
      groups.standAgain(row.group().get());
    }
    return ReceiptOutcome.DONE;
  }

  /** Writes what the queue as a whole has become. */
  void save() {
    draft.put(keys.total(), Values.ofLong(head.total()));
  }

  private Optional<MessageRow> held(Receipt receipt) {
    return draft
        .get(keys.message(receipt.message()))
        .map(MessageRow::decode)
        .filter(row -> row.delivered() && row.token() == receipt.token());
  }

  /** Stores the state of a message and counts it. */
  private void store(OperationId id, MessageRow row) {
    draft.put(keys.message(id), row.encode());
    head.hidden().add(row.due(), row.delivered());
    if (row.group().isPresent()) {
      draft.put(
          row.dueKey().after(keys.memberDue()).bytes(),
          row.delivered() ? DELIVERED : Values.NOTHING);
    }
  }

  /** Takes a message's last state out of the counts. */
  private void forget(MessageRow row) {
    head.hidden().remove(row.due(), row.delivered());
    if (row.group().isPresent()) {
      draft.delete(row.dueKey().after(keys.memberDue()).bytes());
    }
  }

  private void stand(OperationId id, MessageRow row) {
    head.index().add(draft, row.dueKey(), new Due.Message(id, row.delivered()));
  }
}
