package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.storage.Queue.Claim;
import dev.forebay.storage.Queue.Delivery;
import dev.forebay.storage.Queue.Depth;
import dev.forebay.storage.Queue.Receipt;
import dev.forebay.storage.Queue.ReceiptOutcome;
import dev.forebay.storage.Queue.Send;
import dev.forebay.storage.Queue.SendOutcome;
import dev.forebay.storage.Queue.SendOutcome.Sent;
import dev.forebay.storage.Queue.VisibilityChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Queue} promises. */
abstract class QueueContract extends EngineContract {
  private static final Duration HIDDEN = Duration.ofSeconds(30);
  private Queue queue;

  @BeforeEach
  final void openQueue() {
    queue = engine.queue("scope");
  }

  private Send message(String body, Duration delay, Optional<String> group) {
    return new Send(id(), text(body), clock.now(), clock.now().plus(delay), group);
  }

  private void send(String... bodies) {
    for (String body : bodies) {
      queue.send(List.of(message(body, Duration.ZERO, Optional.empty())));
    }
  }

  private void sendTo(String group, String... bodies) {
    for (String body : bodies) {
      queue.send(List.of(message(body, Duration.ZERO, Optional.of(group))));
    }
  }

  private List<Delivery> receive(int max) {
    return queue.receive(max, clock.now(), clock.now().plus(HIDDEN));
  }

  private static List<String> bodies(List<Delivery> deliveries) {
    return deliveries.stream().map(delivery -> delivery.body().toUtf8()).toList();
  }

  private ReceiptOutcome delete(Delivery delivery) {
    return queue.delete(List.of(delivery.receipt())).getFirst();
  }

  private ReceiptOutcome change(Delivery delivery, Duration visibleIn) {
    return queue
        .changeVisibility(
            List.of(new VisibilityChange(delivery.receipt(), clock.now().plus(visibleIn))))
        .getFirst();
  }

  private Depth depth() {
    return queue.depth(clock.now());
  }

  @Test
  void aMessageIsHandedOutAsItWasSent() {
    Send sent = message("a", Duration.ZERO, Optional.of("g"));
    Instant sentAt = clock.now();
    SendOutcome outcome = queue.send(List.of(sent)).getFirst();
    clock.advance(Duration.ofSeconds(1));
    Delivery delivery = receive(10).getFirst();
    assertThat(delivery)
        .isEqualTo(
            new Delivery(
                delivery.receipt(),
                delivery.sequence(),
                text("a"),
                sentAt,
                1,
                clock.now(),
                Optional.of("g")));
    assertThat(outcome).isEqualTo(new SendOutcome.Sent(sent.id(), delivery.sequence()));
    assertThat(delivery.receipt().message()).isEqualTo(sent.id());
  }

  @Test
  void messagesAreHandedOutInTheOrderInWhichTheyBecameVisible() {
    queue.send(List.of(message("late", Duration.ofSeconds(1), Optional.empty())));
    send("a", "b", "c");
    assertThat(bodies(receive(2))).containsExactly("a", "b");
    clock.advance(Duration.ofSeconds(1));
    assertThat(bodies(receive(10))).containsExactly("c", "late");
    assertThat(receive(10)).isEmpty();
  }

  @Test
  void aQueueThatWasNeverWrittenIsEmpty() {
    assertThat(receive(10)).isEmpty();
    assertThat(depth()).isEqualTo(new Depth(0, 0, 0));
    assertThat(queue.nextDue(clock.now())).isEmpty();
    assertThat(queue.delete(List.of(new Receipt(id(), 1)))).containsExactly(ReceiptOutcome.STALE);
    assertThat(queue.deleteHidden(List.of(new Receipt(id(), 1)), clock.now()))
        .containsExactly(ReceiptOutcome.DONE);
    queue.purge();
    assertThat(engine.scopes(ScopeKind.QUEUE, "")).isEmpty();
    assertThatThrownBy(() -> receive(0)).hasMessageContaining("0");
  }

  @Test
  void aReceiptDeletesAHiddenMessageOnlyUntilItIsVisibleAgain() {
    send("a", "b");
    Delivery first = receive(1).getFirst();
    Delivery kept = receive(1).getFirst();
    clock.advance(HIDDEN.minusMillis(1));
    assertThat(queue.deleteHidden(List.of(first.receipt()), clock.now()))
        .containsExactly(ReceiptOutcome.DONE);
    assertThat(queue.deleteHidden(List.of(first.receipt()), clock.now()))
        .as("of what is gone")
        .containsExactly(ReceiptOutcome.DONE);
    clock.advance(Duration.ofMillis(1));
    assertThat(queue.deleteHidden(List.of(kept.receipt()), clock.now()))
        .as("of what is visible")
        .containsExactly(ReceiptOutcome.STALE);
    Delivery again = receive(1).getFirst();
    assertThat(queue.deleteHidden(List.of(kept.receipt(), again.receipt()), clock.now()))
        .containsExactly(ReceiptOutcome.STALE, ReceiptOutcome.DONE);
    assertThat(depth()).isEqualTo(new Depth(0, 0, 0));
  }

  @Test
  void aReceivedMessageIsHiddenUntilItsTimeAndThenHandedOutAgain() {
    send("a");
    Delivery first = receive(1).getFirst();
    clock.advance(HIDDEN.minusMillis(1));
    assertThat(receive(1)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    Delivery second = receive(1).getFirst();
    assertThat(second.receiveCount()).isEqualTo(2);
    assertThat(second.firstReceivedAt()).isEqualTo(first.firstReceivedAt());
    assertThat(second.receipt()).isNotEqualTo(first.receipt());
    assertThat(delete(first)).isEqualTo(ReceiptOutcome.STALE);
    assertThat(change(first, Duration.ZERO)).isEqualTo(ReceiptOutcome.STALE);
    assertThat(delete(second)).isEqualTo(ReceiptOutcome.DONE);
    assertThat(delete(second)).isEqualTo(ReceiptOutcome.STALE);
    clock.advance(HIDDEN);
    assertThat(receive(1)).isEmpty();
  }

  @Test
  void aReceiptIsGoodAfterItsTimeUntilTheNextDelivery() {
    send("a", "b");
    List<Delivery> deliveries = receive(2);
    clock.advance(HIDDEN.plusSeconds(1));
    assertThat(delete(deliveries.getFirst())).isEqualTo(ReceiptOutcome.DONE);
    assertThat(change(deliveries.getLast(), HIDDEN)).isEqualTo(ReceiptOutcome.DONE);
    assertThat(receive(2)).isEmpty();
  }

  @Test
  void aMessageThatWasNeverHandedOutHasNoReceipt() {
    Send sent = message("a", Duration.ZERO, Optional.empty());
    queue.send(List.of(sent));
    assertThat(queue.delete(List.of(new Receipt(sent.id(), 0))))
        .containsExactly(ReceiptOutcome.STALE);
    assertThat(bodies(receive(1))).containsExactly("a");
  }

  @Test
  void aMessageHiddenForNoTimeIsHandedOutOncePerCall() {
    send("a", "b");
    assertThat(bodies(queue.receive(10, clock.now(), clock.now()))).containsExactly("a", "b");
    assertThat(bodies(queue.receive(10, clock.now(), clock.now()))).containsExactly("a", "b");
  }

  @Test
  void visibilityIsChangedBothWaysAndTheReceiptStaysGood() {
    send("a");
    Delivery delivery = receive(1).getFirst();
    assertThat(change(delivery, Duration.ofMinutes(10))).isEqualTo(ReceiptOutcome.DONE);
    clock.advance(HIDDEN);
    assertThat(receive(1)).isEmpty();
    assertThat(change(delivery, Duration.ZERO)).isEqualTo(ReceiptOutcome.DONE);
    assertThat(receive(1)).hasSize(1);
    assertThat(delete(delivery)).isEqualTo(ReceiptOutcome.STALE);
  }

  @Test
  void visibilityIsKeptToTheMillisecondRoundedUp() {
    clock.advance(Duration.ofNanos(300));
    queue.send(List.of(message("a", Duration.ofNanos(100), Optional.empty())));
    clock.advance(Duration.ofNanos(500_000));
    assertThat(receive(1)).isEmpty();
    clock.advance(Duration.ofNanos(499_700));
    assertThat(bodies(receive(1))).containsExactly("a");
  }

  @Test
  void aRepeatedSendIsOneMessageEvenOnceItIsGone() {
    Send sent = message("a", Duration.ZERO, Optional.empty());
    List<SendOutcome> answers = queue.send(List.of(sent, sent));
    assertThat(answers.getFirst()).isInstanceOf(Sent.class).isEqualTo(answers.getLast());
    assertThat(delete(receive(10).getFirst())).isEqualTo(ReceiptOutcome.DONE);
    clock.advance(Duration.ofMinutes(9));
    assertThat(queue.send(List.of(sent))).containsExactly(answers.getFirst());
    assertThat(receive(1)).isEmpty();
  }

  @Test
  void aRepeatedSendOfAMessageThatIsStillThereIsKnownAtAnyTime() {
    Send sent = message("a", Duration.ZERO, Optional.empty());
    List<SendOutcome> answers = queue.send(List.of(sent));
    clock.advance(Duration.ofDays(3));
    assertThat(queue.send(List.of(sent))).isEqualTo(answers);
    assertThat(depth()).isEqualTo(new Depth(1, 0, 0));
  }

  @Test
  void sequencesRiseWithEverySend() {
    List<Long> sequences = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Send one = message("a", Duration.ZERO, Optional.of("g"));
      sequences.add(((Sent) queue.send(List.of(one)).getFirst()).sequence());
    }
    assertThat(sequences).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void theDepthTellsVisibleInFlightAndDelayedApart() {
    send("a", "b", "c");
    queue.send(List.of(message("d", Duration.ofSeconds(60), Optional.empty())));
    sendTo("g", "e", "f");
    assertThat(depth()).isEqualTo(new Depth(5, 0, 1));
    List<Delivery> deliveries = receive(4);
    assertThat(depth()).isEqualTo(new Depth(1, 4, 1));
    delete(deliveries.getFirst());
    change(deliveries.get(1), Duration.ZERO);
    assertThat(depth()).isEqualTo(new Depth(2, 2, 1));
    clock.advance(HIDDEN);
    assertThat(depth()).isEqualTo(new Depth(4, 0, 1));
    clock.advance(HIDDEN);
    assertThat(depth()).isEqualTo(new Depth(5, 0, 0));
  }

  @Test
  void nextDueTellsWhenToLookAgain() {
    queue.send(List.of(message("a", Duration.ofSeconds(60), Optional.empty())));
    assertThat(queue.nextDue(clock.now())).contains(clock.now().plusSeconds(60));
    send("b");
    assertThat(queue.nextDue(clock.now())).contains(clock.now());
    Delivery delivery = receive(1).getFirst();
    assertThat(queue.nextDue(clock.now())).contains(clock.now().plus(HIDDEN));
    delete(delivery);
    assertThat(queue.nextDue(clock.now())).contains(clock.now().plusSeconds(60));
    clock.advance(Duration.ofSeconds(61));
    assertThat(queue.nextDue(clock.now())).contains(clock.now());
  }

  @Test
  void aPurgedQueueIsEmptyAndItsReceiptsAreStale() {
    Send sent = message("a", Duration.ZERO, Optional.empty());
    queue.send(List.of(sent));
    sendTo("g", "b", "c");
    List<Delivery> deliveries = receive(2);
    queue.purge();
    assertThat(depth()).isEqualTo(new Depth(0, 0, 0));
    assertThat(delete(deliveries.getFirst())).isEqualTo(ReceiptOutcome.STALE);
    queue.send(List.of(sent));
    clock.advance(HIDDEN);
    assertThat(receive(10)).isEmpty();
    sendTo("g", "d");
    assertThat(bodies(receive(10))).containsExactly("d");
  }

  private Send claiming(String body, String key, Duration until) {
    Instant now = clock.now();
    return new Send(
        id(),
        text(body),
        now,
        now,
        Optional.of("g"),
        Optional.of(new Claim(text(key), now.plus(until))));
  }

  @Test
  void aMessageWhoseClaimIsTakenIsNotStoredAndTheAnswerIsThatOfTheHolder() {
    Send first = claiming("a", "k", Duration.ofMinutes(5));
    Send second = claiming("b", "k", Duration.ofMinutes(5));
    List<SendOutcome> answers = queue.send(List.of(first, second, claiming("c", "l", HIDDEN)));
    assertThat(answers.get(1)).isEqualTo(answers.getFirst());
    assertThat(((Sent) answers.getFirst()).message()).isEqualTo(first.id());
    assertThat(bodies(receive(10))).containsExactly("a", "c");
  }

  @Test
  void aClaimOutlivesItsMessageAndAPurgeAndRunsOut() {
    Send first = claiming("a", "k", Duration.ofMinutes(5));
    List<SendOutcome> answers = queue.send(List.of(first));
    delete(receive(1).getFirst());
    queue.purge();
    clock.advance(Duration.ofMinutes(5).minusNanos(1));
    Send repeat = claiming("b", "k", Duration.ofMinutes(5));
    assertThat(queue.send(List.of(repeat))).isEqualTo(answers);
    clock.advance(Duration.ofNanos(1));
    // The same operation gets its first answer, another one the claim.
    assertThat(queue.send(List.of(repeat))).isEqualTo(answers);
    assertThat(queue.send(List.of(claiming("c", "k", Duration.ofMinutes(5)))))
        .isNotEqualTo(answers);
    assertThat(bodies(receive(10))).containsExactly("c");
  }

  @Test
  void noMoreMessagesAreOutThanTheReceiverAllows() {
    send("a", "b", "c", "d");
    assertThat(queue.receive(10, clock.now(), clock.now().plus(HIDDEN), 2)).hasSize(2);
    assertThat(queue.receive(10, clock.now(), clock.now().plus(HIDDEN), 2)).isEmpty();
    assertThat(queue.receive(10, clock.now(), clock.now().plus(HIDDEN), 3)).hasSize(1);
    clock.advance(HIDDEN);
    assertThat(queue.receive(10, clock.now(), clock.now().plus(HIDDEN), 3)).hasSize(3);
  }

  @Test
  void oldMessagesAreDroppedByTheTimeOfTheirSending() {
    Instant start = clock.now();
    send("a", "b");
    clock.advance(Duration.ofSeconds(1));
    sendTo("g", "c", "d");
    // As of a message that is as old as another queue's.
    queue.send(List.of(new Send(id(), text("e"), start, clock.now(), Optional.empty())));
    Delivery held = receive(1).getFirst();
    assertThat(queue.expire(start.minusNanos(1), 10))
        .isEqualTo(new Queue.Expired(0, Optional.of(start)));
    assertThat(queue.expire(start, 2)).isEqualTo(new Queue.Expired(2, Optional.of(start)));
    assertThat(delete(held)).isEqualTo(ReceiptOutcome.STALE);
    assertThat(queue.expire(start, 2)).isEqualTo(new Queue.Expired(1, Optional.of(clock.now())));
    assertThat(depth()).isEqualTo(new Depth(2, 0, 0));
    assertThat(bodies(receive(1))).containsExactly("c");
    assertThat(queue.expire(clock.now(), 10)).isEqualTo(new Queue.Expired(2, Optional.empty()));
    assertThat(queue.nextDue(clock.now())).isEmpty();
    send("f");
    assertThat(queue.expire(clock.now(), 10)).isEqualTo(new Queue.Expired(1, Optional.empty()));
    assertThatThrownBy(() -> queue.expire(start, 0)).hasMessageContaining("0");
  }

  @Test
  void aWatchIsToldOfASend() throws Exception {
    Semaphore hints = new Semaphore(0);
    try (AutoCloseable _ = queue.watch(hints::release)) {
      send("a");
      assertThat(hints.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      Delivery delivery = receive(1).getFirst();
      hints.drainPermits();
      change(delivery, Duration.ZERO);
      assertThat(hints.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aQueueOfManyMessagesHandsOutEachOnceInOrder() {
    int count = 20_000;
    for (int i = 0; i < count; i += 1_000) {
      List<Send> batch = new ArrayList<>();
      for (int j = i; j < i + 1_000; j++) {
        batch.add(message("m" + j, Duration.ZERO, Optional.empty()));
      }
      queue.send(batch);
    }
    int next = 0;
    for (List<Delivery> batch = receive(700); !batch.isEmpty(); batch = receive(700)) {
      for (Delivery delivery : batch) {
        assertThat(delivery.body().toUtf8()).isEqualTo("m" + next++);
      }
      // Every other batch comes back later.
      if (next / 700 % 2 == 0) {
        queue.delete(batch.stream().map(Delivery::receipt).toList());
      }
    }
    assertThat(next).isEqualTo(count);
    long left = depth().inFlight();
    clock.advance(HIDDEN);
    assertThat(depth()).isEqualTo(new Depth(left, 0, 0));
    assertThat(receive(count)).hasSize((int) left);
  }

  /** Messages with a group. */
  @Nested
  class Groups {
    @Test
    void messagesOfAGroupAreHandedOutInTheOrderOfTheirSending() {
      sendTo("g", "1", "2", "3", "4");
      List<Delivery> first = receive(2);
      assertThat(bodies(first)).containsExactly("1", "2");
      queue.delete(first.stream().map(Delivery::receipt).toList());
      assertThat(bodies(receive(10))).containsExactly("3", "4");
    }

    @Test
    void aGroupIsHeldWhileAnyOfItsMessagesIsOut() {
      sendTo("g", "1", "2", "3");
      sendTo("h", "4");
      List<Delivery> held = receive(2);
      assertThat(bodies(receive(10))).containsExactly("4");
      delete(held.getFirst());
      assertThat(receive(10)).isEmpty();
      delete(held.getLast());
      assertThat(bodies(receive(10))).containsExactly("3");
    }

    @Test
    void aMessageThatComesBackIsHandedOutBeforeTheLaterOnesOfItsGroup() {
      sendTo("g", "1", "2", "3");
      List<Delivery> held = receive(2);
      assertThat(change(held.getFirst(), Duration.ZERO)).isEqualTo(ReceiptOutcome.DONE);
      assertThat(receive(10)).isEmpty();
      delete(held.getLast());
      assertThat(bodies(receive(10))).containsExactly("1", "3");
    }

    @Test
    void aGroupComesFreeWhenItsTimeIsUp() {
      sendTo("g", "1", "2", "3");
      receive(2);
      assertThat(queue.nextDue(clock.now())).contains(clock.now().plus(HIDDEN));
      clock.advance(HIDDEN);
      assertThat(bodies(receive(10))).containsExactly("1", "2", "3");
    }

    @Test
    void aDelayedMessageHoldsTheLaterOnesOfItsGroup() {
      queue.send(List.of(message("1", Duration.ofSeconds(5), Optional.of("g"))));
      sendTo("g", "2");
      assertThat(receive(10)).isEmpty();
      assertThat(queue.nextDue(clock.now())).contains(clock.now().plusSeconds(5));
      clock.advance(Duration.ofSeconds(5));
      assertThat(bodies(receive(10))).containsExactly("1", "2");
    }

    @Test
    void groupsDoNotWaitForEachOtherNorForMessagesWithoutGroup() {
      sendTo("g", "g1", "g2");
      send("x");
      sendTo("h", "h1");
      sendTo("gg", "gg1");
      assertThat(bodies(receive(1))).containsExactly("g1");
      assertThat(bodies(receive(10))).containsExactly("x", "h1", "gg1");
    }

    @Test
    void aGroupThatRanEmptyBeginsAgain() {
      sendTo("g", "1");
      delete(receive(1).getFirst());
      assertThat(queue.nextDue(clock.now())).isEmpty();
      sendTo("g", "2");
      assertThat(bodies(receive(10))).containsExactly("2");
    }

    @Test
    void aLongGroupIsHandedOutWholeByOneCall() {
      String[] bodies = new String[200];
      for (int i = 0; i < bodies.length; i++) {
        bodies[i] = "m" + i;
      }
      sendTo("g", bodies);
      List<Delivery> deliveries = receive(150);
      assertThat(bodies(deliveries)).startsWith("m0", "m1").hasSize(150);
      deliveries.reversed().forEach(QueueContract.this::delete);
      assertThat(bodies(receive(150))).startsWith("m150").hasSize(50);
    }
  }
}
