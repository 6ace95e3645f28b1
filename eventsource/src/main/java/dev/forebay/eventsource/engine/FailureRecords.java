package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Attempted;
import dev.forebay.eventsource.batch.GivenUp;
import dev.forebay.eventsource.mapping.EventSource;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.invocation.destination.FailureObject;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.RequestId;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Tally;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Delivers what is given up to the on-failure destination, as the function's role. A destination
 * that fails is tried again for a while; then the records are dropped, as on AWS, and counted.
 * Thread-safe; a delivery blocks the lane whose records it is about.
 */
final class FailureRecords {
  private static final Logger LOG = LoggerFactory.getLogger(FailureRecords.class);
  private static final int TRIES = 5;
  private static final Duration FIRST_DELAY = Duration.ofMillis(500);
  private static final int NOT_IMPLEMENTED = 501;

  private final Function<Mapping, LocalCalls> calls;
  private final Recipients recipients;
  private final RecordTrail trail;
  private final Tally tally;
  private final Clock clock;
  private final RandomGenerator random;
  private final LongAdder undeliverable = new LongAdder();

  /**
   * Deliveries.
   *
   * @param calls calls services as the role of a mapping's function
   * @param recipients whose records they are
   * @param tally counts deliveries
   * @param random thread-safe; for request ids
   */
  FailureRecords(
      Function<Mapping, LocalCalls> calls,
      Recipients recipients,
      RecordTrail trail,
      Tally tally,
      Clock clock,
      RandomGenerator random) {
    this.calls = calls;
    this.recipients = recipients;
    this.trail = trail;
    this.tally = tally;
    this.clock = clock;
    this.random = random;
  }

  /** Records that were given up and whose destination could not be reached. */
  long undeliverable() {
    return undeliverable.sum();
  }

  /**
   * Delivers, or gives that up.
   *
   * @param wakeup of the lane, which waits by it between two tries
   */
  void deliver(Mapping mapping, RecordTrail.Origin origin, List<GivenUp> givenUp, Wakeup wakeup)
      throws InterruptedException {
    for (GivenUp given : givenUp) {
      if (mapping.options().stream().onFailure().isPresent()) {
        deliver(mapping, origin, given, mapping.options().stream().onFailure().get(), wakeup);
      }
    }
  }

  private void deliver(
      Mapping mapping, RecordTrail.Origin origin, GivenUp given, Arn destination, Wakeup wakeup)
      throws InterruptedException {
    String requestId =
        given.last().map(Attempted::requestId).orElseGet(() -> RequestId.random(random)).value();
    Bytes body =
        new OnFailureJson(
                recipients.arn(mapping),
                mapping.source().arn().toString(),
                origin.shard(),
                mapping.source() instanceof EventSource.TableStream
                    ? OnFailureJson.Form.TABLE_STREAM
                    : OnFailureJson.Form.KINESIS)
            .of(
                given,
                requestId,
                clock.now(),
                isBucket(destination)
                    ? Optional.of(EventJson.of(given.records()))
                    : Optional.empty());
    Duration delay = FIRST_DELAY;
    for (int attempt = 1; ; attempt++) {
      try {
        send(mapping, origin, destination, body);
        tally.count(Done.Kind.DELIVERIES, destination.toString());
        trail.delivered(origin, given, destination.toString());
        return;
      } catch (AwsException e) {
        if (attempt == TRIES || e.status() == NOT_IMPLEMENTED) {
          undeliverable.add(given.records().size());
          trail.undeliverable(origin, given, e.text());
          LOG.error(
              "{} records of {}, {} to {}, were given up and {} could not be told: {}",
              given.records().size(),
              origin.shard(),
              given.records().getFirst().id(),
              given.records().getLast().id(),
              destination,
              e.text());
          return;
        }
        Instant again = clock.now().plus(delay);
        while (clock.now().isBefore(again)) {
          wakeup.awaitUntil(again, delay);
        }
        delay = delay.multipliedBy(2);
      }
    }
  }

  private static boolean isBucket(Arn destination) {
    return destination.service().equals("s3");
  }

  private void send(Mapping mapping, RecordTrail.Origin origin, Arn destination, Bytes body) {
    LocalCalls caller = calls.apply(mapping);
    switch (destination.service()) {
      case "sqs" ->
          caller.call(
              destination,
              "SendMessage",
              SendMessageRequest.builder()
                  .queueUrl(caller.queueUrl(destination))
                  .messageBody(body.toUtf8())
                  .build());
      case "sns" ->
          caller.call(
              destination,
              "Publish",
              PublishRequest.builder()
                  .topicArn(destination.toString())
                  .message(body.toUtf8())
                  .build());
      case "s3" ->
          caller.store(
              FailureObject.in(
                  destination, mapping.id().uuid() + "/" + origin.shard(), clock.now(), random),
              body);
      default ->
          throw new AwsException(
              "NotImplemented",
              NOT_IMPLEMENTED,
              "delivery to " + destination.service() + " is not implemented yet in Forebay");
    }
  }
}
