package dev.forebay.storage.ordered;

import dev.forebay.model.Bytes;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Receipt;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import dev.forebay.storage.StorageException;
import java.nio.ByteBuffer;
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
  private static final int PAGE = 16;

  private final Draft draft;
  private final long scope;
  private final QueueKeys keys;
  private final QueueHead head;

  QueueTurn(Draft draft, long scope, QueueKeys keys, QueueHead head) {
    this.draft = draft;
    this.scope = scope;
    this.keys = keys;
    this.head = head;
  }

  /** Stores a message, once for an id. */
  SendOutcome send(Send message) {
    Optional<Long> before =
        draft
            .get(keys.message(message.id()))
            .map(value -> MessageRow.decode(value).sequence())
            .or(() -> Operations.answer(draft, scope, message.id()).map(Values::toLong));
    if (before.isPresent()) {
      return new SendOutcome.Sent(before.get());
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
    Operations.remember(draft, scope, message.id(), Values.ofLong(row.sequence()));
    draft.put(keys.body(row.sequence()), message.body().toArray());
    head.added();
    head.hidden().pass(Times.millisDown(message.sentAt()));
    store(message.id(), row);
    if (row.group().isEmpty()) {
      stand(message.id(), row);
    } else {
      String group = row.group().get();
      draft.put(keys.members(group).number(row.sequence()).bytes(), id(message.id()));
      if (draft.get(keys.group(group)).isEmpty()) {
        stand(group, row.dueKey());
      }
    }
    return new SendOutcome.Sent(row.sequence());
  }

  /** Hands out up to {@code max} messages. */
  List<Delivery> receive(int max, Instant now, Instant hiddenUntil) {
    long nowMillis = Times.millisDown(now);
    long until = Times.millisUp(hiddenUntil);
    head.hidden().pass(nowMillis);
    List<Delivery> deliveries = new ArrayList<>();
    // What is handed out stands in the order again only at the end, lest it be met twice.
    List<Held> held = new ArrayList<>();
    Set<String> groups = new LinkedHashSet<>();
    while (deliveries.size() < max) {
      Optional<Map.Entry<DueKey, Due>> first = head.index().first(draft);
      if (first.isEmpty() || first.get().getKey().due() > nowMillis) {
        break;
      }
      DueKey at = first.get().getKey();
      head.index().remove(draft, at);
      switch (first.get().getValue()) {
        case Due.Message(OperationId id, _) -> {
          Held one = deliver(id, row(id), now, until);
          held.add(one);
          deliveries.add(one.delivery());
        }
        case Due.Group(String name) -> {
          groups.add(name);
          List<Cell> members = members(name, at.sequence(), max - deliveries.size());
          for (Cell member : members) {
            OperationId id = id(member.value());
            MessageRow row = row(id);
            if (row.due() > nowMillis) {
              break;
            }
            deliveries.add(deliver(id, row, now, until).delivery());
          }
        }
      }
    }
    held.forEach(one -> stand(one.delivery().receipt().message(), one.row()));
    groups.forEach(this::standAgain);
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
    MessageRow row = found.get();
    forget(row);
    head.removed();
    draft.delete(keys.message(receipt.message()));
    draft.delete(keys.body(row.sequence()));
    if (row.group().isEmpty()) {
      head.index().remove(draft, row.dueKey());
    } else {
      String group = row.group().get();
      stepOut(group);
      draft.delete(keys.members(group).number(row.sequence()).bytes());
      standAgain(group);
    }
    return ReceiptOutcome.DONE;
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
      stepOut(row.group().get());
      standAgain(row.group().get());
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

  private MessageRow row(OperationId id) {
    return draft
        .get(keys.message(id))
        .map(MessageRow::decode)
        .orElseThrow(() -> new StorageException("a queue names a message that is gone: " + id));
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

  private void stand(String group, DueKey at) {
    draft.put(keys.group(group), new GroupRow(at).encode());
    head.index().add(draft, at, new Due.Group(group));
  }

  /** Takes a group out of the order. */
  private void stepOut(String group) {
    head.index().remove(draft, groupRow(group).at());
  }

  /** Puts a group that is not in the order where it now belongs; nowhere if it is empty. */
  private void standAgain(String group) {
    List<Cell> members = members(group, groupRow(group).at().sequence(), PAGE);
    if (members.isEmpty()) {
      draft.delete(keys.group(group));
      return;
    }
    long first = sequence(members.getFirst());
    long due = row(id(members.getFirst().value())).due();
    while (!members.isEmpty()) {
      for (Cell member : members) {
        MessageRow row = row(id(member.value()));
        if (!row.delivered()) {
          stand(group, new DueKey(due, first));
          return;
        }
        due = Math.max(due, row.due());
      }
      members = members(group, sequence(members.getLast()) + 1, PAGE);
    }
    stand(group, new DueKey(due, first));
  }

  private GroupRow groupRow(String group) {
    return draft
        .get(keys.group(group))
        .map(GroupRow::decode)
        .orElseThrow(() -> new StorageException("a queue has lost the group " + group));
  }

  private List<Cell> members(String group, long from, int limit) {
    Keys members = keys.members(group);
    return draft.scan(new Span(members.number(from).bytes(), members.all().to()), limit);
  }

  private static long sequence(Cell member) {
    return ByteBuffer.wrap(member.key()).getLong(member.key().length - Long.BYTES);
  }

  private static byte[] id(OperationId id) {
    return ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).array();
  }

  private static OperationId id(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    return new OperationId(in.getLong(), in.getLong());
  }
}
