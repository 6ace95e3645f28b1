package dev.forebay.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.model.trail.Trail;
import dev.forebay.push.Pushes;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.CreateScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.FlexibleTimeWindowMode;
import software.amazon.awssdk.services.scheduler.model.GetScheduleRequest;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

class SchedulesTest {
  private static final Instant START = Instant.parse("2026-03-28T12:00:00Z");
  private static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  private static final URI ENDPOINT = URI.create("http://localhost:4566");
  private static final String QUEUE = "arn:aws:sqs:eu-central-1:123456789012:q";

  private final VirtualClock clock = new VirtualClock(START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final List<String> sent = new CopyOnWriteArrayList<>();
  private final List<Instant> when = new CopyOnWriteArrayList<>();
  private int sites;
  private Site site = new Site(clock);

  /** The service as one run of a server has it. */
  private final class Site implements AutoCloseable {
    private final VirtualClock time;
    private final RandomGenerator random;
    private final Pushes pushes;
    private final Scheduler scheduler;
    private final Switchboard switchboard;

    Site(VirtualClock time) {
      this.time = time;
      // Another run of the server has other ids.
      this.random = new Random(time.now().toEpochMilli() + sites++);
      this.pushes = new Pushes(engine, time, random, Trail.NONE);
      this.scheduler =
          new Scheduler(
              engine,
              time,
              random,
              pushes,
              ENDPOINT,
              (role, name) -> new Caller.RoleSession(role, "AROA0000000000000000A", name));
      this.switchboard =
          new Switchboard(
              List.of(
                  scheduler.binding(),
                  ServiceBinding.of("sts")
                      .on(
                          "AssumeRole",
                          AssumeRoleRequest::builder,
                          (context, request) -> AssumeRoleResponse.builder().build())
                      .build(),
                  ServiceBinding.of("sqs")
                      .on("SendMessage", SendMessageRequest::builder, this::send)
                      .build()),
              (context, service, operation, request) -> new Authorizer.Decision.Allowed());
      pushes.start(switchboard, ENDPOINT);
      scheduler.start(switchboard);
    }

    private SendMessageResponse send(CallContext context, SendMessageRequest request) {
      sent.add(request.messageBody());
      when.add(time.now());
      return SendMessageResponse.builder().build();
    }

    void call(SdkPojo request) {
      String name = request.getClass().getSimpleName();
      switchboard.call(
          new CallContext(
              new Caller.Root(PLACE.account()),
              PLACE,
              RequestId.random(random),
              ENDPOINT,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()),
          "scheduler",
          name.substring(0, name.length() - "Request".length()),
          request);
      settle();
    }

    void advance(Duration step, int times) {
      for (int i = 0; i < times; i++) {
        time.advance(step);
        settle();
      }
    }

    private void settle() {
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (Stream.concat(scheduler.pending().stream(), pushes.pending().stream())
          .anyMatch(one -> one.isBefore(time.now()))) {
        assertThat(System.nanoTime()).as("settled in time").isLessThan(end);
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      scheduler.close();
      pushes.close();
    }
  }

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private static CreateScheduleRequest.Builder schedule(String expression) {
    return CreateScheduleRequest.builder()
        .name("s")
        .scheduleExpression(expression)
        .flexibleTimeWindow(window -> window.mode(FlexibleTimeWindowMode.OFF))
        .target(target("<aws.scheduler.scheduled-time>"));
  }

  private static Target target(String input) {
    return Target.builder()
        .arn(QUEUE)
        .roleArn("arn:aws:iam::123456789012:role/r")
        .input(input)
        .build();
  }

  @Test
  void aCronFollowsTheClockOnTheWallThroughTheNightOfTheChange() {
    site.call(schedule("cron(30 2 * * ? *)").scheduleExpressionTimezone("Europe/Berlin").build());
    site.advance(Duration.ofHours(6), 4 * 4);
    // There is no 02:30 on 29 March.
    assertThat(sent)
        .containsExactly("2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z", "2026-04-01T00:30:00Z");
  }

  @Test
  void aRateKeepsItsBounds() {
    site.call(
        schedule("rate(1 hour)")
            .startDate(START.plusSeconds(1_800))
            .endDate(START.plusSeconds(3 * 3_600))
            .build());
    site.advance(Duration.ofMinutes(10), 60);
    assertThat(sent)
        .containsExactly("2026-03-28T12:30:00Z", "2026-03-28T13:30:00Z", "2026-03-28T14:30:00Z");
  }

  @Test
  void aWindowIsUsedAndItsTimeOutlivesARestart() {
    site.call(
        schedule("rate(1 day)")
            .startDate(START.plusSeconds(3_600))
            .flexibleTimeWindow(
                window -> window.mode(FlexibleTimeWindowMode.FLEXIBLE).maximumWindowInMinutes(60))
            .build());
    site.close();
    site = new Site(clock);
    site.advance(Duration.ofMinutes(1), 121);
    assertThat(sent).containsExactly("2026-03-28T13:00:00Z");
    assertThat(when.getFirst())
        .isBetween(START.plusSeconds(3_600), START.plusSeconds(2 * 3_600 + 60));
  }

  @Test
  void whatIsDoneIsDeletedIfAsked() {
    site.call(
        schedule("at(2026-03-28T13:00:00)")
            .actionAfterCompletion(ActionAfterCompletion.DELETE)
            .build());
    site.advance(Duration.ofHours(1), 2);
    assertThat(sent).hasSize(1);
    assertThatThrownBy(() -> site.call(GetScheduleRequest.builder().name("s").build()))
        .isInstanceOf(AwsException.class)
        .hasMessage("Schedule s does not exist.");
  }

  @Test
  void aOneTimeScheduleThatWasMissedWhileTheServerWasDownRunsOnce() {
    site.call(schedule("at(2026-03-28T13:00:00)").build());
    site.close();
    site = new Site(new VirtualClock(START.plus(Duration.ofDays(1))));
    site.advance(Duration.ofSeconds(1), 3);
    assertThat(sent).containsExactly("2026-03-28T13:00:00Z");
    site.close();
    site = new Site(new VirtualClock(START.plus(Duration.ofDays(2))));
    site.advance(Duration.ofSeconds(1), 3);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aUniversalTargetCallsTheOperationWithItsInput() {
    site.call(
        schedule("rate(1 day)")
            .target(
                Target.builder()
                    .arn("arn:aws:scheduler:::aws-sdk:sqs:sendMessage")
                    .roleArn("arn:aws:iam::123456789012:role/r")
                    .input(
                        "{\"QueueUrl\":\"http://q\",\"MessageBody\":\"<aws.scheduler.schedule-arn>\","
                            + "\"MessageAttributes\":{\"a\":{\"DataType\":\"String\","
                            + "\"StringValue\":\"b\"}},\"DelaySeconds\":3}")
                    .build())
            .build());
    assertThat(sent)
        .containsExactly("arn:aws:scheduler:eu-central-1:123456789012:schedule/default/s");
  }

  @Test
  void aUniversalTargetThatDoesNotFitIsRefused() {
    for (String arn :
        List.of("sqs:receiveMessage", "sqs:paintMessage", "sfn:startExecution", "sqs")) {
      assertThatThrownBy(() ->
              site.call(
                  schedule("rate(1 day)")
                      .target(
                          target("{}").toBuilder()
                              .arn("arn:aws:scheduler:::aws-sdk:" + arn)
                              .build())
                      .build()))
          .as(arn)
          .isInstanceOfSatisfying(
              AwsException.class,
              error -> assertThat(error.code()).isEqualTo("ValidationException"));
    }
  }
}
