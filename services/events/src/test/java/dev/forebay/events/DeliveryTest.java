package dev.forebay.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.ReplayDestination;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.StartReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class DeliveryTest {
  private static final String PATTERN = "{\"source\":[\"my.app\"]}";

  private final VirtualClock clock = new VirtualClock(EventsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final EventsBench bench = new EventsBench(engine, clock);

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  @Nested
  class Retries {
    private final Target target =
        EventsBench.queue("q").toBuilder()
            .deadLetterConfig(dlq -> dlq.arn(EventsBench.arn("sqs", "dead")))
            .retryPolicy(retry -> retry.maximumRetryAttempts(3).maximumEventAgeInSeconds(86_400))
            .build();

    @Test
    void whatFailsIsTriedAgainByTheClockUntilItArrives() {
      bench.refusal = Optional.of(new AwsException("ServiceUnavailable", 503, "Not now."));
      bench.rule("r", PATTERN, target);
      bench.put("my.app", "{}");
      assertThat(bench.sent("q")).hasSize(1);
      bench.advance(Duration.ofSeconds(1), 2);
      bench.refusal = Optional.empty();
      bench.advance(Duration.ofSeconds(1), 10);
      assertThat(bench.sent("q")).hasSizeBetween(2, 4);
      assertThat(bench.sent("dead")).isEmpty();
      assertThat(bench.pushes.pending()).isEmpty();
    }

    @Test
    void afterItsAttemptsItIsADeadLetter() {
      bench.refusal = Optional.of(new AwsException("ThrottlingException", 400, "Slower."));
      bench.rule("r", PATTERN, target);
      bench.put("my.app", "{}");
      bench.advance(Duration.ofSeconds(1), 20);
      assertThat(bench.sent("q")).hasSize(4);
      SendMessageRequest letter = bench.messages("dead").getFirst();
      assertThat(EventsBench.attribute(letter, "ERROR_CODE")).isEqualTo("THROTTLING");
      assertThat(EventsBench.attribute(letter, "RETRY_ATTEMPTS")).isEqualTo("3");
      assertThat(EventsBench.attribute(letter, "EXHAUSTED_RETRY_CONDITION"))
          .isEqualTo("MaximumRetryAttempts");
    }
  }

  @Nested
  class Schedules {
    private void schedule(String expression) {
      bench.call(PutRuleRequest.builder().name("s").scheduleExpression(expression).build());
      bench.call(
          PutTargetsRequest.builder()
              .rule("s")
              .targets(EventsBench.queue("q").toBuilder().inputPath("$.time").build())
              .build());
    }

    @Test
    void aRateCountsFromItsMakingAndAgainFromItsEnabling() {
      schedule("rate(1 hour)");
      bench.advance(Duration.ofMinutes(30), 5);
      assertThat(bench.sent("q"))
          .containsExactly("\"2026-03-01T13:00:00Z\"", "\"2026-03-01T14:00:00Z\"");
      bench.call(DisableRuleRequest.builder().name("s").build());
      bench.advance(Duration.ofHours(1), 5);
      assertThat(bench.sent("q")).hasSize(2);
      bench.call(EnableRuleRequest.builder().name("s").build());
      bench.advance(Duration.ofMinutes(30), 2);
      assertThat(bench.sent("q")).last().isEqualTo("\"2026-03-01T20:30:00Z\"");
    }

    @Test
    void aPutThatChangesNothingDoesNotStartItAnew() {
      schedule("rate(1 hour)");
      bench.advance(Duration.ofMinutes(50), 1);
      schedule("rate(1 hour)");
      bench.advance(Duration.ofMinutes(10), 1);
      assertThat(bench.sent("q")).containsExactly("\"2026-03-01T13:00:00Z\"");
    }

    @Test
    void aCronIsMeantInUtc() {
      schedule("cron(0 10 ? * MON-FRI *)");
      bench.advance(Duration.ofHours(12), 14);
      assertThat(bench.sent("q"))
          .containsExactly(
              "\"2026-03-02T10:00:00Z\"",
              "\"2026-03-03T10:00:00Z\"",
              "\"2026-03-04T10:00:00Z\"",
              "\"2026-03-05T10:00:00Z\"",
              "\"2026-03-06T10:00:00Z\"");
    }

    @Test
    void whatWasMissedWhileTheServerWasDownIsMadeUpForOnce() {
      schedule("rate(1 hour)");
      bench.close();
      VirtualClock later = new VirtualClock(Instant.parse("2026-03-01T17:30:00Z"));
      try (EventsBench again = new EventsBench(engine, later)) {
        again.advance(Duration.ofSeconds(1), 1);
        assertThat(again.sent("q")).containsExactly("\"2026-03-01T13:00:00Z\"");
        again.advance(Duration.ofMinutes(30), 1);
        assertThat(again.sent("q")).last().isEqualTo("\"2026-03-01T18:00:00Z\"");
      }
    }
  }

  @Nested
  class Archives {
    @Test
    void replaysSendTheEventsOfARangeOnceMoreAndOnlyToTheRulesThatAreNamed() {
      String bus = EventsBench.arn("events", "event-bus/default");
      bench.call(CreateArchiveRequest.builder().archiveName("a").eventSourceArn(bus).build());
      bench.rule("one", PATTERN, EventsBench.queue("one"));
      bench.rule("two", PATTERN, EventsBench.queue("two"));
      bench.put("my.app", "{\"n\":1}");
      bench.advance(Duration.ofMinutes(1), 1);
      bench.put("my.app", "{\"n\":2}");
      bench.call(
          StartReplayRequest.builder()
              .replayName("r")
              .eventSourceArn(EventsBench.arn("events", "archive/a"))
              .eventStartTime(EventsBench.START.plusSeconds(30))
              .eventEndTime(EventsBench.START.plusSeconds(90))
              .destination(
                  ReplayDestination.builder()
                      .arn(bus)
                      .filterArns(EventsBench.arn("events", "rule/one"))
                      .build())
              .build());
      bench.advance(Duration.ofMillis(1), 5);
      assertThat(bench.sent("two")).hasSize(2);
      assertThat(bench.sent("one")).hasSize(3).last().asString().contains("\"n\":2");
      assertThat(bench.sent("one").getLast()).contains("\"replay-name\":\"r\"");
      DescribeReplayResponse replay =
          bench.call(
              DescribeReplayRequest.builder().replayName("r").build(),
              DescribeReplayResponse.class);
      assertThat(replay.state()).isEqualTo(ReplayState.COMPLETED);
      assertThat(replay.eventLastReplayedTime()).isEqualTo(EventsBench.START.plusSeconds(60));
    }

    @Test
    void eventsLeaveWhenTheirDaysAreOver() {
      bench.call(
          CreateArchiveRequest.builder()
              .archiveName("a")
              .eventSourceArn(EventsBench.arn("events", "event-bus/default"))
              .retentionDays(1)
              .build());
      bench.put("my.app", "{}");
      bench.advance(Duration.ofHours(20), 1);
      bench.put("my.app", "{}");
      DescribeArchiveRequest describe = DescribeArchiveRequest.builder().archiveName("a").build();
      assertThat(bench.call(describe, DescribeArchiveResponse.class).eventCount()).isEqualTo(2);
      bench.advance(Duration.ofHours(5), 1);
      assertThat(bench.call(describe, DescribeArchiveResponse.class).eventCount()).isEqualTo(1);
    }
  }

  @Nested
  class OtherBuses {
    @Test
    void anEventGoesToASecondAccountAndNotToAThird() {
      AccountRegion second =
          new AccountRegion(new AccountId("222222222222"), EventsBench.PLACE.region());
      AccountRegion third =
          new AccountRegion(new AccountId("333333333333"), EventsBench.PLACE.region());
      String there = second.arn("events", "event-bus/default").toString();
      String beyond = third.arn("events", "event-bus/default").toString();
      bench.rule(
          "go", PATTERN, Target.builder().id("b").arn(there).roleArn(role("123456789012")).build());
      bench.at(
          second,
          List.of(
              PutRuleRequest.builder().name("on").eventPattern(PATTERN).build(),
              PutTargetsRequest.builder()
                  .rule("on")
                  .targets(
                      EventsBench.queue("second"),
                      Target.builder()
                          .id("b")
                          .arn(beyond)
                          .roleArn(role("222222222222"))
                          .deadLetterConfig(dlq -> dlq.arn(EventsBench.arn("sqs", "dead")))
                          .build())
                  .build()));
      bench.at(
          third,
          List.of(
              PutRuleRequest.builder().name("end").eventPattern(PATTERN).build(),
              PutTargetsRequest.builder().rule("end").targets(EventsBench.queue("third")).build()));
      bench.put("my.app", "{\"n\":1}");
      bench.advance(Duration.ofMillis(1), 3);
      assertThat(bench.sent("second"))
          .singleElement()
          .asString()
          .contains("\"account\":\"123456789012\"");
      assertThat(bench.sent("third")).isEmpty();
      assertThat(EventsBench.attribute(bench.messages("dead").getFirst(), "ERROR_CODE"))
          .isEqualTo("THIRD_ACCOUNT_HOP_DETECTED");
    }

    private String role(String account) {
      return "arn:aws:iam::" + account + ":role/r";
    }

    @Test
    void aBusThatIsNotThereIsSaidSo() {
      assertThatThrownBy(
              () -> bench.call(CreateEventBusRequest.builder().name("aws.partner/x/y").build()))
          .isInstanceOf(AwsException.class)
          .hasMessage("Event source aws.partner/x/y does not exist.");
    }
  }
}
