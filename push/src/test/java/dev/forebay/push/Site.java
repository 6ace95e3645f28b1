package dev.forebay.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.storage.StorageEngine;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Pushes over an engine, a clock that stands still, and {@link Targets}. */
final class Site implements AutoCloseable {
  static final AccountRegion HOME =
      new AccountRegion(new AccountId("123456789012"), new Region("us-east-1"));
  static final Arn TOPIC = HOME.arn("sns", "topic");
  static final URI ENDPOINT = URI.create("http://localhost:4566");
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final VirtualClock clock;
  final Targets targets;
  final List<String> steps = new CopyOnWriteArrayList<>();
  final Pushes pushes;

  Site(StorageEngine engine, VirtualClock clock) {
    this(engine, clock, new Targets());
  }

  Site(StorageEngine engine, VirtualClock clock, Targets targets) {
    this.clock = clock;
    this.targets = targets;
    this.pushes = new Pushes(engine, clock, random(clock), trail());
    pushes.start(targets.switchboard(), ENDPOINT);
  }

  Site(StorageEngine engine) {
    this(engine, new VirtualClock(START));
  }

  private Trail trail() {
    return (_, _, step) -> note(step);
  }

  private void note(Step step) {
    steps.add(step.name());
  }

  // Names of writes must not repeat after a restart.
  private static RandomGenerator random(VirtualClock clock) {
    SplittableRandom seeded = new SplittableRandom(clock.now().toEpochMilli());
    return new RandomGenerator() {
      @Override
      public synchronized long nextLong() {
        return seeded.nextLong();
      }
    };
  }

  static Arn queue(String name) {
    return HOME.arn("sqs", name);
  }

  static Push push(String queue, String body, RetryPolicy retry) {
    return new Push(
        "id-" + body,
        queue(queue),
        Sender.service("sns.amazonaws.com", TOPIC, HOME),
        message(queue, body),
        retry,
        Optional.of(letter("dead-" + body)));
  }

  static Push ordered(String queue, String group, String body, RetryPolicy retry) {
    return new Push(
        "id-" + body,
        queue(queue).toString(),
        Sender.service("sns.amazonaws.com", TOPIC, HOME),
        message(queue, body),
        Optional.of(group),
        retry,
        Optional.empty());
  }

  static Delivery message(String queue, String body) {
    return Calls.send(request(queue, body));
  }

  private static SendMessageRequest request(String queue, String body) {
    return SendMessageRequest.builder()
        .queueUrl(Calls.queueUrl(ENDPOINT, queue(queue)))
        .messageBody(body)
        .build();
  }

  static DeadLetter letter(String body) {
    return new DeadLetter(queue("dlq").toString(), request("dlq", body), DeadLetter.Marks.EVENTS);
  }

  /** Waits, for ten seconds of real time at most. */
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
      LockSupport.parkNanos(500_000);
    }
  }

  /** Until every lane waits for a later time, or none is left. */
  void settle() {
    await(() ->
        pushes.pending().stream()
            .allMatch(pending ->
                pending.until().filter(until -> until.isAfter(clock.now())).isPresent()));
  }

  @Override
  public void close() {
    pushes.close();
  }
}
