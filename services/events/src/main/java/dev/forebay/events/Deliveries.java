package dev.forebay.events;

import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.push.Calls;
import dev.forebay.push.DeadLetter;
import dev.forebay.push.Delivery;
import dev.forebay.push.Push;
import dev.forebay.push.RetryPolicy;
import dev.forebay.push.Sender;
import dev.forebay.wire.Caller;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.HttpParameters;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Makes the pushes of events to targets. Immutable.
 *
 * @param endpoint where URLs of queues begin
 * @param sessions who acts under a role, by its ARN and the session's name
 */
record Deliveries(URI endpoint, BiFunction<Arn, String, Caller> sessions) {
  static final String PRINCIPAL = "events.amazonaws.com";

  private static final int DEFAULT_RETRIES = 185;
  private static final int DEFAULT_AGE = 86_400;
  private static final int LONGEST_SESSION_NAME = 64;

  /** The push of one event to one target of one rule. */
  Push push(LiveRule rule, RuleTarget target, Event event) {
    return new Push(
        event.id(),
        target.arn().toString(),
        sender(rule, target, event),
        delivery(rule.id(), target, event),
        Optional.empty(),
        retry(target.target()),
        target.deadLetterArn().map(queue -> deadLetter(rule.id(), target, event, queue)));
  }

  private Sender sender(LiveRule rule, RuleTarget target, Event event) {
    String roleArn =
        target.target().roleArn() != null ? target.target().roleArn() : rule.row().roleArn();
    Optional<Arn> role = roleArn == null ? Optional.empty() : Arn.parse(roleArn);
    RuleId id = rule.id();
    String session = id.name().substring(0, Math.min(LONGEST_SESSION_NAME, id.name().length()));
    Caller caller =
        role.map(arn -> sessions.apply(arn, session))
            .orElseGet(() ->
                new Caller.Service(
                    PRINCIPAL, Optional.of(id.arn()), Optional.of(id.bus().place().account())));
    return new Sender(caller, id.bus().place(), event.traceHeader());
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

  private DeadLetter deadLetter(RuleId rule, RuleTarget target, Event event, String queue) {
    Arn arn = Arn.parse(queue).orElseThrow(() -> new IllegalStateException("checked: " + queue));
    return new DeadLetter(
        queue,
        SendMessageRequest.builder()
            .queueUrl(Calls.queueUrl(endpoint, arn))
            .messageBody(event.text())
            .messageAttributes(
                Map.of(
                    "RULE_ARN", text(rule.arn().toString()),
                    "TARGET_ARN", text(target.arn().toString())))
            .build(),
        DeadLetter.Marks.EVENTS);
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  private Delivery delivery(RuleId rule, RuleTarget ruleTarget, Event event) {
    Target target = ruleTarget.target();
    String input = ruleTarget.input().of(event, rule);
    return switch (ruleTarget.kind()) {
      case FUNCTION -> Calls.invoke(ruleTarget.arn(), Bytes.utf8(input));
      case QUEUE -> Calls.send(message(ruleTarget, event, input));
      case TOPIC ->
          Calls.publish(PublishRequest.builder().topicArn(target.arn()).message(input).build());
      case STREAM ->
          Calls.put(
              PutRecordRequest.builder()
                  .streamARN(target.arn())
                  .partitionKey(partitionKey(target, event))
                  .data(SdkBytes.fromUtf8String(input))
                  .build());
      case DELIVERY_STREAM -> Calls.put(ruleTarget.arn(), Bytes.utf8(input));
      case LOG_GROUP ->
          new Delivery.Call(
              "events", LogGroups.OPERATION, logEvent(rule, ruleTarget, event, input));
      case BUS ->
          new Delivery.Call(
              "events",
              Forwards.OPERATION,
              PutEventsRequest.builder()
                  .entries(
                      PutEventsRequestEntry.builder()
                          .eventBusName(target.arn())
                          .resources(rule.arn().toString())
                          .detail(event.text())
                          .traceHeader(event.traceHeader().orElse(null))
                          .build())
                  .build());
      case API_DESTINATION ->
          new Delivery.Call(
              "events",
              ApiCalls.OPERATION,
              Target.builder()
                  .id(target.id())
                  .arn(target.arn())
                  .input(input)
                  .httpParameters(resolved(target.httpParameters(), event))
                  .build());
    };
  }

  private SendMessageRequest message(RuleTarget target, Event event, String input) {
    SendMessageRequest.Builder message =
        SendMessageRequest.builder()
            .queueUrl(Calls.queueUrl(endpoint, target.arn()))
            .messageBody(input);
    if (target.target().sqsParameters() != null) {
      message.messageGroupId(dynamic(target.target().sqsParameters().messageGroupId(), event));
    }
    event
        .traceHeader()
        .ifPresent(trace ->
            message.messageSystemAttributes(
                Map.of(
                    MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                    MessageSystemAttributeValue.builder()
                        .dataType("String")
                        .stringValue(trace)
                        .build())));
    return message.build();
  }

  private static String partitionKey(Target target, Event event) {
    return target.kinesisParameters() == null
        ? event.id()
        : JsonPath.parse(target.kinesisParameters().partitionKeyPath())
            .flatMap(path -> path.read(event.tree()))
            .map(node -> node.isValueNode() ? node.asText() : node.toString())
            .filter(key -> !key.isEmpty())
            .orElse(event.id());
  }

  private static PutLogEventsRequest logEvent(
      RuleId rule, RuleTarget target, Event event, String input) {
    return PutLogEventsRequest.builder()
        .logGroupName(LogGroups.name(target.arn()))
        .logStreamName(rule.name())
        .logEvents(LogGroups.line(event, input))
        .build();
  }

  private static HttpParameters resolved(HttpParameters given, Event event) {
    if (given == null) {
      return HttpParameters.builder().build();
    }
    return HttpParameters.builder()
        .pathParameterValues(
            given.pathParameterValues().stream().map(value -> dynamic(value, event)).toList())
        .headerParameters(resolved(given.headerParameters(), event))
        .queryStringParameters(resolved(given.queryStringParameters(), event))
        .build();
  }

  private static Map<String, String> resolved(Map<String, String> given, Event event) {
    return given.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> dynamic(entry.getValue(), event)));
  }

  /** What a parameter means that may be a path into the event. */
  private static String dynamic(String value, Event event) {
    if (value == null || !value.startsWith("$.")) {
      return value == null ? "" : value;
    }
    return JsonPath.parse(value)
        .flatMap(path -> path.read(event.tree()))
        .map(node -> node.isValueNode() ? node.asText() : node.toString())
        .orElse("");
  }
}
