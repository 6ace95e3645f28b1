package dev.forebay.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.push.RetryPolicy.Curve;
import dev.forebay.push.RetryPolicy.Phase;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class PushesTest {
  private static final RetryPolicy THREE =
      new RetryPolicy(
          List.of(new Phase(3, Duration.ofSeconds(10), Duration.ofSeconds(30), Curve.LINEAR)),
          Duration.ofHours(1),
          0);

  private final AwsException busy = new AwsException("ServiceUnavailable", 503, "not now");
  private final AwsException gone = new AwsException("QueueDoesNotExist", 400, "no such queue");
  private final StorageEngine engine = MemoryEngine.open(new VirtualClock(Site.START));
  private final Site site = new Site(engine);

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private static String attribute(SendMessageRequest letter, String name) {
    return Optional.ofNullable(letter.messageAttributes().get(name)).orElseThrow().stringValue();
  }

  @Test
  void whatArrivesAtOnceIsNeverStored() {
    site.pushes.deliver(List.of(Site.push("a", "one", THREE), Site.push("b", "two", THREE)));
    assertThat(site.targets.bodies()).containsExactlyInAnyOrder("one", "two");
    assertThat(engine.scopes(dev.forebay.storage.ScopeKind.TABLES, "push")).isEmpty();
    assertThat(site.steps).containsExactly("delivered", "delivered");
    assertThat(site.pushes.counts().delivered()).isEqualTo(2);
    Targets.Arrived first = site.targets.arrived.getFirst();
    assertThat(first.context().caller())
        .isEqualTo(
            new Caller.Service(
                "sns.amazonaws.com", Optional.of(Site.TOPIC), Optional.of(Site.HOME.account())));
  }

  @Test
  void aTargetThatFailsIsTriedAgainWhenTheClockReachesTheTime() {
    site.targets.fail("a", busy, 3);
    site.pushes.deliver(List.of(Site.push("a", "one", THREE)));
    assertThat(site.targets.tried).hasSize(1);
    site.settle();
    assertThat(site.pushes.pending().getFirst().until()).contains(Site.START.plusSeconds(10));
    site.clock.advance(Duration.ofMillis(9_999));
    site.settle();
    assertThat(site.targets.tried).hasSize(1);
    site.clock.advance(Duration.ofMillis(1));
    Site.await(() -> site.targets.tried.size() == 2);
    site.settle();
    site.clock.advance(Duration.ofSeconds(20));
    Site.await(() -> site.targets.tried.size() == 3);
    site.settle();
    site.clock.advance(Duration.ofSeconds(30));
    Site.await(() -> site.pushes.pending().isEmpty());
    assertThat(site.targets.bodies()).containsExactly("one");
  }

  @Test
  void whatFailsForTheLastTimeGoesToTheDeadLetterQueueAndSaysWhy() {
    site.targets.fail("a", busy, 4);
    site.pushes.deliver(List.of(Site.push("a", "one", THREE)));
    for (int i = 0; i < 3; i++) {
      site.settle();
      site.clock.advance(Duration.ofSeconds(30));
      int tries = i + 2;
      Site.await(() -> site.targets.tried.size() >= tries);
    }
    Site.await(() -> site.pushes.pending().isEmpty());
    assertThat(site.targets.bodies()).containsExactly("dead-one");
    SendMessageRequest letter = (SendMessageRequest) site.targets.arrived.getFirst().request();
    assertThat(attribute(letter, "ERROR_CODE")).isEqualTo("INTERNAL_ERROR");
    assertThat(attribute(letter, "RETRY_ATTEMPTS")).isEqualTo("3");
    assertThat(attribute(letter, "EXHAUSTED_RETRY_CONDITION")).isEqualTo("MaximumRetryAttempts");
    assertThat(site.pushes.counts().givenUp()).isEqualTo(1);
    assertThat(site.steps).endsWith("givenUp", "deadLettered");
  }

  @Test
  void whatWouldBeTooOldAtItsNextTryIsGivenUpNow() {
    site.targets.fail("a", busy, 2);
    RetryPolicy young = new RetryPolicy(THREE.phases(), Duration.ofSeconds(15), 0);
    site.pushes.deliver(List.of(Site.push("a", "one", young)));
    site.settle();
    site.clock.advance(Duration.ofSeconds(10));
    Site.await(() -> site.pushes.pending().isEmpty());
    SendMessageRequest letter = (SendMessageRequest) site.targets.arrived.getFirst().request();
    assertThat(attribute(letter, "EXHAUSTED_RETRY_CONDITION"))
        .isEqualTo("MaximumEventAgeInSeconds");
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    site.targets.fail("a", gone, 1);
    site.pushes.deliver(List.of(Site.push("a", "one", THREE)));
    assertThat(site.targets.tried).containsExactly("a", "dlq");
    assertThat(site.targets.bodies()).containsExactly("dead-one");
    assertThat(site.pushes.pending()).isEmpty();
  }

  @Test
  void aDeadLetterQueueThatFailsIsTriedForTwoMinutesAndThenTheLetterIsCountedAsLost() {
    site.targets.fail("a", gone, 1);
    site.targets.fail("dlq", busy, Carrier.DEAD_LETTER_TRIES);
    site.pushes.deliver(List.of(Site.push("a", "one", THREE)));
    for (int tries = 2; tries <= Carrier.DEAD_LETTER_TRIES; tries++) {
      site.settle();
      site.clock.advance(Duration.ofSeconds(128));
      // A try may fall due within the same span.
      int least = tries + 1;
      Site.await(() -> site.targets.tried.size() >= least);
    }
    Site.await(() -> site.pushes.pending().isEmpty());
    assertThat(site.pushes.counts().lost()).isEqualTo(1);
    assertThat(site.targets.arrived).isEmpty();
  }

  @Test
  void aThrottleIsTriedAgain() {
    site.targets.fail("a", new AwsException("RequestThrottled", 403, "slow down"), 1);
    site.pushes.deliver(List.of(Site.push("a", "one", RetryPolicy.SNS_MANAGED)));
    Site.await(() -> site.targets.bodies().contains("one"));
  }

  @Test
  void anEntryThatABusRefusesHasNotArrived() {
    site.targets.fail("bus", new AwsException("InternalFailure", 500, "not now"), 1);
    Push push =
        new Push(
            "event",
            Site.HOME.arn("events", "event-bus/b"),
            Sender.service("events.amazonaws.com", Site.TOPIC, Site.HOME),
            Calls.put(PutEventsRequestEntry.builder().source("s").detail("{}").build()),
            THREE,
            Optional.empty());
    site.pushes.deliver(List.of(push));
    assertThat(site.targets.arrived).isEmpty();
    site.settle();
    site.clock.advance(Duration.ofSeconds(10));
    Site.await(() -> site.targets.arrived.size() == 1);
  }

  @Test
  void aFunctionIsInvokedAsynchronously() {
    Push push =
        new Push(
            "event",
            Site.HOME.arn("lambda", "function:f"),
            Sender.service("sns.amazonaws.com", Site.TOPIC, Site.HOME),
            Calls.invoke(Site.HOME.arn("lambda", "function:f"), Bytes.utf8("{}")),
            RetryPolicy.NONE,
            Optional.empty());
    site.pushes.enqueue(List.of(push));
    Site.await(() -> site.pushes.pending().isEmpty());
    InvokeRequest request = (InvokeRequest) site.targets.arrived.getFirst().request();
    assertThat(request.invocationTypeAsString()).isEqualTo("Event");
    assertThat(request.payload().asUtf8String()).isEqualTo("{}");
  }

  @Test
  void aTargetThatDoesNotAnswerHoldsUpNoOther() {
    CountDownLatch latch = site.targets.stick("stuck");
    List<Push> many = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      many.add(Site.push("stuck", "s" + i, THREE));
    }
    site.pushes.enqueue(many);
    Site.await(() -> site.targets.tried.size() == Lane.WINDOW);
    for (int i = 0; i < 50; i++) {
      site.pushes.enqueue(List.of(Site.push("quick" + i % 5, "q" + i, THREE)));
    }
    Site.await(() -> site.targets.bodies().size() == 50);
    assertThat(site.targets.bodies()).allMatch(body -> body.startsWith("q"));
    latch.countDown();
    Site.await(() -> site.pushes.pending().isEmpty());
    assertThat(site.targets.bodies()).hasSize(250).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsPushedInOrderArrivesInOrderWhateverFails(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, List<String>> sent = new java.util.TreeMap<>();
    for (int i = 0; i < 200; i++) {
      String group = "g" + random.nextInt(3);
      if (random.nextInt(5) == 0) {
        site.targets.fail("fifo", busy, random.nextInt(1, 4));
      }
      List<Push> batch = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(3); j++) {
        String body = group + "-" + i + "-" + j;
        sent.computeIfAbsent(group, _ -> new ArrayList<>()).add(body);
        batch.add(Site.ordered("fifo", group, body, RetryPolicy.SNS_MANAGED));
      }
      if (random.nextInt(4) == 0) {
        site.pushes.enqueue(batch);
      } else {
        site.pushes.deliver(batch);
      }
      if (random.nextInt(3) == 0) {
        site.clock.advance(Duration.ofSeconds(random.nextInt(20)));
      }
    }
    while (!site.pushes.pending().isEmpty()) {
      site.settle();
      site.clock.advance(Duration.ofSeconds(20));
    }
    sent.forEach((group, bodies) ->
        assertThat(site.targets.bodies().stream().filter(body -> body.startsWith(group)))
            .as("seed %d", seed)
            .containsExactlyElementsOf(bodies));
  }

  @Test
  void whatIsForgottenByAResetDoesNotComeBack() {
    site.targets.fail("a", busy, 1);
    site.pushes.deliver(List.of(Site.push("a", "one", THREE)));
    site.pushes.reset();
    engine.reset();
    site.clock.advance(Duration.ofMinutes(1));
    assertThat(site.pushes.pending()).isEmpty();
    site.pushes.deliver(List.of(Site.push("a", "two", THREE)));
    assertThat(site.targets.bodies()).containsExactly("two");
  }
}
