package dev.forebay.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.Arn;
import dev.forebay.push.Calls;
import dev.forebay.push.DeadLetter;
import dev.forebay.push.Push;
import dev.forebay.push.RetryPolicy;
import dev.forebay.push.Sender;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Makes the push of one run of a schedule. The run for a time always has the same id. Immutable.
 *
 * @param endpoint where URLs of queues begin
 * @param sessions who acts under a role, by its ARN and the session's name
 */
record Runs(URI endpoint, BiFunction<Arn, String, Caller> sessions) {
  private static final int DEFAULT_RETRIES = 185;
  private static final int DEFAULT_AGE = 86_400;
  private static final int LONGEST_SESSION_NAME = 64;

  /** The push of the run for a time. */
  Push push(
      ScheduleId id, ScheduleTarget target, Instant due, Map<String, ServiceBinding> services) {
    String execution =
        UUID.nameUUIDFromBytes((id.arn() + "@" + due).getBytes(StandardCharsets.UTF_8)).toString();
    String input =
        target
            .input()
            .map(text -> filled(text, id, due, execution))
            .orElse(notice(id, due, execution));
    Arn role =
        Arn.parse(target.target().roleArn())
            .orElseThrow(() -> SchedulerErrors.invalid("RoleArn is not in correct format."));
    Caller caller =
        sessions.apply(
            role, id.name().substring(0, Math.min(LONGEST_SESSION_NAME, id.name().length())));
    return new Push(
        execution,
        target.arn().toString(),
        new Sender(caller, id.place(), Optional.empty()),
        target.delivery(input, endpoint, services),
        Optional.empty(),
        retry(target.target()),
        deadLetter(id, target.target(), due, execution, input));
  }

  /**
   * The input with the context attributes in it ("Adding context attributes"). The push keeps one
   * text for all its tries, so the attempt's number is that of the first.
   */
  private static String filled(String text, ScheduleId id, Instant due, String execution) {
    return text.replace("<aws.scheduler.schedule-arn>", id.arn().toString())
        .replace("<aws.scheduler.scheduled-time>", time(due))
        .replace("<aws.scheduler.execution-id>", execution)
        .replace("<aws.scheduler.attempt-number>", "1");
  }

  private static String time(Instant due) {
    return due.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** What a target gets without an input. */
  private static String notice(ScheduleId id, Instant due, String execution) {
    ObjectNode notice = UniversalCall.JSON.createObjectNode();
    notice
        .put("version", "0")
        .put("id", execution)
        .put("detail-type", "Scheduled Event")
        .put("source", "aws.scheduler")
        .put("account", id.place().account().value())
        .put("time", time(due))
        .put("region", id.place().region().value());
    notice.putArray("resources").add(id.arn().toString());
    return notice.put("detail", "{}").toString();
  }

  private static RetryPolicy retry(Target target) {
    Integer retries =
        target.retryPolicy() == null ? null : target.retryPolicy().maximumRetryAttempts();
    Integer age =
        target.retryPolicy() == null ? null : target.retryPolicy().maximumEventAgeInSeconds();
    return RetryPolicy.exponential(
        retries == null ? DEFAULT_RETRIES : retries,
        Duration.ofSeconds(age == null ? DEFAULT_AGE : age));
  }

  private Optional<DeadLetter> deadLetter(
      ScheduleId id, Target target, Instant due, String execution, String input) {
    Optional<Arn> queue =
        Optional.ofNullable(target.deadLetterConfig())
            .flatMap(config -> Optional.ofNullable(config.arn()))
            .flatMap(Arn::parse);
    return queue.map(arn ->
        new DeadLetter(
            arn.toString(),
            SendMessageRequest.builder()
                .queueUrl(Calls.queueUrl(endpoint, arn))
                .messageBody(input)
                .messageAttributes(
                    Map.of(
                        "SCHEDULE_ARN", text(id.arn().toString()),
                        "TARGET_ARN", text(target.arn()),
                        "SCHEDULED_TIME", text(time(due)),
                        "EXECUTION_ID", text(execution),
                        "IS_PAYLOAD_TRUNCATED", text("false")))
                .build(),
            DeadLetter.Marks.SCHEDULER));
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }
}
