package dev.forebay.push;

import dev.forebay.model.Clock;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Trail;
import dev.forebay.model.trail.Way;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Takes a push one step on: tries it, and decides what becomes of it. Thread-safe. */
final class Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(Carrier.class);

  /** How often a dead letter is tried, about two minutes in all, as invocation does it. */
  static final int DEAD_LETTER_TRIES = 8;

  private static final int LONGEST_MESSAGE = 1_024;

  private final Attempt attempt;
  private final Clock clock;
  private final RandomGenerator random;
  private final PushCounts counts;
  private final Trail trail;

  Carrier(Attempt attempt, Clock clock, RandomGenerator random, PushCounts counts, Trail trail) {
    this.attempt = attempt;
    this.clock = clock;
    this.random = random;
    this.counts = counts;
    this.trail = trail;
  }

  /**
   * One try of what is due: the push, or its dead letter.
   *
   * @return what is left to do, later; empty when it has ended
   */
  Optional<StoredPush> carry(StoredPush stored) throws InterruptedException {
    if (stored.end().isPresent()) {
      return letter(stored, stored.end().get());
    }
    Push push = stored.push();
    return switch (attempt.run(push.target(), push.sender(), push.delivery())) {
      case Outcome.Arrived arrived -> {
        counts.countDelivered(push.target());
        note(push, new Step.Delivered("push", push.target()));
        yield Optional.empty();
      }
      case Outcome.Failed(Outcome.Fault fault) -> failed(stored, fault);
      case Outcome.Refused(Outcome.Fault fault) ->
          end(stored, new StoredPush.End(fault, stored.failures(), StoredPush.Reason.REFUSED));
    };
  }

  private Optional<StoredPush> failed(StoredPush stored, Outcome.Fault fault)
      throws InterruptedException {
    Push push = stored.push();
    counts.countFailed();
    Optional<Duration> pause = push.retry().pause(stored.failures() + 1, random);
    if (pause.isEmpty()) {
      return end(stored, new StoredPush.End(fault, stored.failures(), StoredPush.Reason.ATTEMPTS));
    }
    Instant next = clock.now().plus(pause.get());
    if (next.isAfter(stored.since().plus(push.retry().mostAge()))) {
      return end(stored, new StoredPush.End(fault, stored.failures(), StoredPush.Reason.AGE));
    }
    note(
        push,
        new Step.Undelivered(
            "push", push.target(), fault.toString(), "to be tried again at " + next));
    if (stored.failures() == 0) {
      LOG.warn("{} does not take what {} pushes: {}", push.target(), push.id(), fault);
    }
    return Optional.of(stored.failed(next));
  }

  private Optional<StoredPush> end(StoredPush stored, StoredPush.End end)
      throws InterruptedException {
    Push push = stored.push();
    counts.countGivenUp();
    String why =
        switch (end.reason()) {
          case REFUSED -> "the target refuses it, " + end.fault();
          case ATTEMPTS -> "tried again " + end.tries() + " times, at last " + end.fault();
          case AGE -> "its next try would come too late, after " + end.fault();
        };
    note(push, new Step.GivenUp(why));
    LOG.warn("push {} to {} is given up: {}", push.id(), push.target(), why);
    return push.deadLetter().isEmpty()
        ? Optional.empty()
        : letter(stored.ended(end, clock.now()), end);
  }

  private Optional<StoredPush> letter(StoredPush stored, StoredPush.End end)
      throws InterruptedException {
    Push push = stored.push();
    DeadLetter letter =
        push.deadLetter().orElseThrow(() -> new IllegalStateException("no dead letter"));
    Delivery call = Calls.send(marked(letter, end));
    return switch (attempt.run(letter.queueArn(), push.sender(), call)) {
      case Outcome.Arrived arrived -> {
        counts.countDeadLetter(letter.queueArn());
        note(push, new Step.DeadLettered(letter.queueArn(), end.fault().toString()));
        yield Optional.empty();
      }
      case Outcome.Failed(Outcome.Fault fault) when stored.failures() + 1 < DEAD_LETTER_TRIES -> {
        Instant next = clock.now().plusSeconds(1L << stored.failures());
        undelivered(push, letter, fault, "to be tried again at " + next);
        yield Optional.of(stored.failed(next));
      }
      case Outcome.Failed(Outcome.Fault fault) -> lost(push, letter, fault);
      case Outcome.Refused(Outcome.Fault fault) -> lost(push, letter, fault);
    };
  }

  private Optional<StoredPush> lost(Push push, DeadLetter letter, Outcome.Fault fault) {
    counts.countLost();
    undelivered(push, letter, fault, "dropped");
    LOG.error(
        "the dead letter of push {} could not be delivered to {} and is dropped: {}",
        push.id(),
        letter.queueArn(),
        fault);
    return Optional.empty();
  }

  private void undelivered(Push push, DeadLetter letter, Outcome.Fault fault, String then) {
    note(push, new Step.Undelivered("dead letter", letter.queueArn(), fault.toString(), then));
  }

  private void note(Push push, Step step) {
    trail.note(new Way.Pushed(push.sender().source(), push.target()), List.of(push.id()), step);
  }

  private static SendMessageRequest marked(DeadLetter letter, StoredPush.End end) {
    Map<String, MessageAttributeValue> attributes =
        new HashMap<>(letter.message().messageAttributes());
    String message = clean(end.fault().message());
    switch (letter.marks()) {
      case NONE -> {}
      case SNS -> {
        attributes.put("RequestID", text(end.fault().requestId()));
        attributes.put("ErrorCode", text(end.fault().code()));
        attributes.put("ErrorMessage", text(message));
      }
      case EVENTS -> {
        attributes.put("ERROR_CODE", text(EventsCode.of(end.fault().code())));
        putEnd(attributes, end, message);
      }
      case SCHEDULER -> {
        attributes.put("ERROR_CODE", text(end.fault().code()));
        putEnd(attributes, end, message);
      }
    }
    return letter.message().toBuilder().messageAttributes(attributes).build();
  }

  private static void putEnd(
      Map<String, MessageAttributeValue> attributes, StoredPush.End end, String message) {
    attributes.put("ERROR_MESSAGE", text(message));
    attributes.put("RETRY_ATTEMPTS", text(Integer.toString(end.tries())));
    switch (end.reason()) {
      case REFUSED -> {}
      case ATTEMPTS -> attributes.put("EXHAUSTED_RETRY_CONDITION", text("MaximumRetryAttempts"));
      case AGE -> attributes.put("EXHAUSTED_RETRY_CONDITION", text("MaximumEventAgeInSeconds"));
    }
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  /** An attribute's value is neither empty nor long, and has the characters of XML 1.0. */
  private static String clean(String message) {
    StringBuilder text = new StringBuilder();
    message
        .codePoints()
        .limit(LONGEST_MESSAGE)
        .map(c -> isAllowed(c) ? c : 0xFFFD)
        .forEach(text::appendCodePoint);
    return text.isEmpty() ? "Unhandled" : text.toString();
  }

  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
