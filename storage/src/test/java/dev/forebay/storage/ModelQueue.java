package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Queue.Claim;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Depth;
import dev.forebay.storage.Queue.Expired;
import dev.forebay.storage.Queue.Receipt;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import dev.forebay.storage.Queue.SendOutcome.Sent;
import dev.forebay.storage.Queue.VisibilityChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Random work on one queue, and a list of messages that says what must come of it. */
final class ModelQueue implements ModelPart {
  private static final class Message {
    private final Send send;
    private final long sequence;
    private Instant due;
    private int count;
    private @Nullable Receipt receipt;
    private @Nullable Instant firstReceivedAt;

    Message(Send send, long sequence) {
      this.send = send;
      this.sequence = sequence;
      this.due = send.visibleAt();
    }
  }

  /** A message without group or a whole group: when it may be received, and what is in it. */
  private record Unit(Instant due, long sequence, List<Message> messages) {}

  private final RandomGenerator random;
  private final Clock clock;
  private final String scope;
  private final List<Message> messages = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private final Map<Send, SendOutcome> answers = new LinkedHashMap<>();
  private final Map<Bytes, Holder> claims = new LinkedHashMap<>();
  private long lastSequence;

  private record Holder(Instant until, Sent sent) {}

  ModelQueue(RandomGenerator random, Clock clock, String scope) {
    this.random = random;
    this.clock = clock;
    this.scope = scope;
  }

  @Override
  public void step(StorageEngine engine) {
    Queue queue = engine.queue(scope);
    switch (random.nextInt(12)) {
      case 0, 1 -> send(queue);
      case 2, 3, 4 -> receive(queue);
      case 5, 6 -> delete(queue);
      case 7 -> change(queue);
      case 8 -> assertThat(queue.depth(clock.now())).isEqualTo(depth());
      case 9 -> nextDue(queue);
      case 10 -> repeat(queue);
      default -> rarely(engine, queue);
    }
  }

  private void rarely(StorageEngine engine, Queue queue) {
    switch (random.nextInt(30)) {
      case 0 -> {
        queue.purge();
        messages.clear();
      }
      case 1 -> {
        engine.drop(ScopeKind.QUEUE, scope);
        forget();
      }
      case 2 -> expire(queue);
      default -> nextDue(queue);
    }
  }

  @Override
  public void forget() {
    claims.clear();
    messages.clear();
    receipts.clear();
    answers.clear();
  }

  @Override
  public void forgetAnswers() {
    answers.clear();
  }

  private Duration span() {
    return Duration.ofMillis(random.nextInt(3) == 0 ? 0 : random.nextInt(2_000));
  }

  private void send(Queue queue) {
    List<Send> sends = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Bytes body = Bytes.wrap(new byte[random.nextInt(30)]);
      int group = random.nextInt(6);
      Instant now = clock.now();
      sends.add(
          new Send(
              OperationId.random(random),
              body,
              now,
              now.plus(span()),
              group > 2 ? Optional.empty() : Optional.of("g".repeat(group)),
              claim(now)));
    }
    List<SendOutcome> outcomes = queue.send(sends);
    assertThat(outcomes).hasSameSizeAs(sends);
    for (int i = 0; i < sends.size(); i++) {
      sent(sends.get(i), outcomes.get(i));
    }
  }

  private Optional<Claim> claim(Instant now) {
    return random.nextInt(3) > 0
        ? Optional.empty()
        : Optional.of(
            new Claim(Bytes.wrap(new byte[random.nextInt(5)]), now.plus(span()).plusMillis(1)));
  }

  private void sent(Send send, SendOutcome outcome) {
    assertThat(outcome).isInstanceOf(Sent.class);
    Sent sent = (Sent) outcome;
    answers.put(send, outcome);
    if (send.claim().isPresent()) {
      Holder holder = claims.get(send.claim().get().key());
      if (holder != null && send.sentAt().isBefore(holder.until())) {
        assertThat(sent).isEqualTo(holder.sent());
        return;
      }
      claims.put(send.claim().get().key(), new Holder(send.claim().get().until(), sent));
    }
    assertThat(sent.message()).isEqualTo(send.id());
    assertThat(sent.sequence()).isGreaterThan(lastSequence);
    lastSequence = sent.sequence();
    messages.add(new Message(send, sent.sequence()));
  }

  private void expire(Queue queue) {
    Instant until = clock.now().minusMillis(random.nextInt(500));
    int limit = 1 + random.nextInt(20);
    List<Message> byAge = new ArrayList<>(messages);
    byAge.sort(
        Comparator.comparing((Message message) -> message.send.sentAt())
            .thenComparingLong(message -> message.sequence));
    List<Message> old =
        byAge.stream()
            .filter(message -> !message.send.sentAt().isAfter(until))
            .limit(limit)
            .toList();
    messages.removeAll(old);
    byAge.removeAll(old);
    assertThat(queue.expire(until, limit))
        .isEqualTo(
            new Expired(
                old.size(), byAge.stream().findFirst().map(message -> message.send.sentAt())));
  }

  private void repeat(Queue queue) {
    if (!answers.isEmpty()) {
      List<Send> all = List.copyOf(answers.keySet());
      Send one = all.get(random.nextInt(all.size()));
      assertThat(queue.send(List.of(one))).containsExactly(answers.get(one));
    }
  }

  private List<Unit> units() {
    Map<String, List<Message>> groups = new LinkedHashMap<>();
    List<Unit> units = new ArrayList<>();
    for (Message message : messages) {
      Optional<String> group = message.send.group();
      if (group.isPresent()) {
        groups.computeIfAbsent(group.get(), _ -> new ArrayList<>()).add(message);
      } else {
        units.add(new Unit(message.due, message.sequence, List.of(message)));
      }
    }
    for (List<Message> group : groups.values()) {
      Instant due = group.getFirst().due;
      for (Message message : group) {
        due = message.count > 0 && message.due.isAfter(due) ? message.due : due;
      }
      units.add(new Unit(due, group.getFirst().sequence, group));
    }
    units.sort(Comparator.comparing(Unit::due).thenComparingLong(Unit::sequence));
    return units;
  }

  private void receive(Queue queue) {
    int max = 1 + random.nextInt(5);
    Instant now = clock.now();
    Instant until = now.plus(span());
    long inFlight = depth().inFlight();
    long mostInFlight = random.nextInt(4) == 0 ? inFlight + random.nextInt(3) : Long.MAX_VALUE;
    long most = Math.min(max, mostInFlight - inFlight);
    List<Message> expected = new ArrayList<>();
    for (Unit unit : units()) {
      if (!unit.due().isAfter(now)) {
        for (Message message : unit.messages()) {
          if (expected.size() == most || message.due.isAfter(now)) {
            break;
          }
          expected.add(message);
        }
      }
    }
    List<Delivery> deliveries = queue.receive(max, now, until, mostInFlight);
    assertThat(deliveries).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      delivered(expected.get(i), deliveries.get(i), now, until);
    }
  }

  private void delivered(Message message, Delivery delivery, Instant now, Instant until) {
    message.count++;
    message.due = until;
    message.firstReceivedAt = message.firstReceivedAt == null ? now : message.firstReceivedAt;
    message.receipt = delivery.receipt();
    assertThat(receipts).doesNotContain(delivery.receipt());
    receipts.add(delivery.receipt());
    assertThat(delivery)
        .isEqualTo(
            new Delivery(
                new Receipt(message.send.id(), delivery.receipt().token()),
                message.sequence,
                message.send.body(),
                message.send.sentAt(),
                message.count,
                message.firstReceivedAt,
                message.send.group()));
  }

  private List<Receipt> someReceipts() {
    List<Receipt> some = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0 && !receipts.isEmpty(); i--) {
      some.add(receipts.get(Math.max(0, receipts.size() - 1 - random.nextInt(12))));
    }
    return some;
  }

  private Optional<Message> holder(Receipt receipt) {
    return messages.stream().filter(message -> receipt.equals(message.receipt)).findFirst();
  }

  private void delete(Queue queue) {
    List<Receipt> some = someReceipts();
    List<ReceiptOutcome> expected = new ArrayList<>();
    for (Receipt receipt : some) {
      boolean there = messages.removeIf(message -> receipt.equals(message.receipt));
      expected.add(there ? ReceiptOutcome.DONE : ReceiptOutcome.STALE);
    }
    assertThat(queue.delete(some)).isEqualTo(expected);
  }

  private void change(Queue queue) {
    List<VisibilityChange> changes =
        someReceipts().stream()
            .map(receipt -> new VisibilityChange(receipt, clock.now().plus(span())))
            .toList();
    List<ReceiptOutcome> expected = new ArrayList<>();
    for (VisibilityChange change : changes) {
      Optional<Message> message = holder(change.receipt());
      message.ifPresent(there -> there.due = change.visibleAt());
      expected.add(message.isPresent() ? ReceiptOutcome.DONE : ReceiptOutcome.STALE);
    }
    assertThat(queue.changeVisibility(changes)).isEqualTo(expected);
  }

  private Depth depth() {
    Instant now = clock.now();
    long visible = messages.stream().filter(message -> !message.due.isAfter(now)).count();
    long delayed =
        messages.stream().filter(message -> message.due.isAfter(now) && message.count == 0).count();
    return new Depth(visible, messages.size() - visible - delayed, delayed);
  }

  private void nextDue(Queue queue) {
    Instant now = clock.now();
    Optional<Instant> expected =
        units().stream().findFirst().map(unit -> unit.due().isAfter(now) ? unit.due() : now);
    assertThat(queue.nextDue(now)).isEqualTo(expected);
  }
}
