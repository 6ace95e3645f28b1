package dev.forebay.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.DisableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.EnableRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListRulesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class RulesTest {
  private static final String PATTERN = "{\"source\":[\"my.app\"]}";
  private final StorageEngine engine = MemoryEngine.open(new VirtualClock(EventsBench.START));
  private final EventsBench bench = new EventsBench(engine, new VirtualClock(EventsBench.START));

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private static void refused(Runnable call, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.text()).isEqualTo(message);
            });
  }

  @Test
  void anEventReachesTheQueueOfARuleThatWantsItAndNoOther() {
    bench.rule("mine", PATTERN, EventsBench.queue("mine"));
    bench.rule("other", "{\"source\":[\"other.app\"]}", EventsBench.queue("other"));
    PutEventsResponse answer = bench.put("my.app", "{ \"n\": 1.50 , \"s\": \"ü\" }");
    assertThat(answer.failedEntryCount()).isZero();
    assertThat(bench.sent("other")).isEmpty();
    assertThat(bench.sent("mine"))
        .containsExactly(
            "{\"version\":\"0\",\"id\":\""
                + answer.entries().getFirst().eventId()
                + "\",\"detail-type\":\"Test\",\"source\":\"my.app\",\"account\":\"123456789012\","
                + "\"time\":\"2026-03-01T12:00:00Z\",\"region\":\"eu-central-1\",\"resources\":[],"
                + "\"detail\":{\"n\":1.50,\"s\":\"ü\"}}");
  }

  @Test
  void aDeliveryStreamGetsItUnderTheRoleOfTheTarget() {
    bench.rule(
        "all",
        PATTERN,
        Target.builder()
            .id("d")
            .arn(EventsBench.arn("firehose", "deliverystream/d"))
            .roleArn("arn:aws:iam::123456789012:role/r")
            .inputPath("$.detail")
            .build());
    bench.put("my.app", "{\"key\":\"a\"}");
    assertThat(bench.asked)
        .singleElement()
        .satisfies(asked -> {
          var request =
              (software.amazon.awssdk.services.firehose.model.PutRecordRequest) asked.request();
          assertThat(request.deliveryStreamName()).isEqualTo("d");
          assertThat(request.record().data().asUtf8String()).isEqualTo("{\"key\":\"a\"}");
          assertThat(asked.context().caller().name()).contains("assumed-role/r/");
        });
  }

  @Test
  void functionsTopicsStreamsAndLogGroupsGetItInTheirOwnWay() {
    bench.rule(
        "all",
        PATTERN,
        Target.builder().id("f").arn(EventsBench.arn("lambda", "function:f:live")).build(),
        Target.builder().id("t").arn(EventsBench.arn("sns", "t")).input("{\"fixed\":1}").build(),
        Target.builder()
            .id("k")
            .arn(EventsBench.arn("kinesis", "stream/s"))
            .roleArn("arn:aws:iam::123456789012:role/r")
            .kinesisParameters(k -> k.partitionKeyPath("$.detail.key"))
            .inputPath("$.detail")
            .build(),
        Target.builder().id("l").arn(EventsBench.arn("logs", "log-group:/aws/events/l:*")).build(),
        Target.builder()
            .id("q")
            .arn(EventsBench.arn("sqs", "q.fifo"))
            .sqsParameters(q -> q.messageGroupId("g"))
            .inputPath("$.detail.key")
            .build());
    bench.put("my.app", "{\"key\":\"a\"}");
    List<Object> requests = new ArrayList<>();
    bench.asked.forEach(asked -> requests.add(asked.request()));
    assertThat(requests).hasSize(5);
    assertThat(requests)
        .filteredOn(InvokeRequest.class::isInstance)
        .singleElement()
        .satisfies(request -> {
          InvokeRequest invoke = (InvokeRequest) request;
          assertThat(invoke.functionName()).endsWith("function:f:live");
          assertThat(invoke.invocationType()).isEqualTo(InvocationType.EVENT);
        });
    assertThat(requests)
        .filteredOn(PublishRequest.class::isInstance)
        .singleElement()
        .satisfies(one -> assertThat(((PublishRequest) one).message()).isEqualTo("{\"fixed\":1}"));
    assertThat(requests)
        .filteredOn(PutRecordRequest.class::isInstance)
        .singleElement()
        .satisfies(one -> {
          assertThat(((PutRecordRequest) one).partitionKey()).isEqualTo("a");
          assertThat(((PutRecordRequest) one).data().asUtf8String()).isEqualTo("{\"key\":\"a\"}");
        });
    assertThat(requests)
        .filteredOn(PutLogEventsRequest.class::isInstance)
        .singleElement()
        .satisfies(one ->
            assertThat(((PutLogEventsRequest) one).logGroupName()).isEqualTo("/aws/events/l"));
    assertThat(requests)
        .filteredOn(SendMessageRequest.class::isInstance)
        .singleElement()
        .satisfies(one -> {
          assertThat(((SendMessageRequest) one).messageGroupId()).isEqualTo("g");
          assertThat(((SendMessageRequest) one).messageBody()).isEqualTo("\"a\"");
        });
  }

  @Test
  void whoPushesIsTheServiceForTheRuleOrTheTargetsRole() {
    bench.rule(
        "who",
        PATTERN,
        EventsBench.queue("a"),
        Target.builder()
            .id("b")
            .arn(EventsBench.arn("sqs", "b"))
            .roleArn("arn:aws:iam::123456789012:role/r")
            .build());
    bench.put("my.app", "{}");
    assertThat(bench.asked)
        .extracting(asked -> asked.context().caller().name())
        .containsExactlyInAnyOrder(
            "events.amazonaws.com", "arn:aws:sts::123456789012:assumed-role/r/who");
    assertThat(bench.asked)
        .extracting(asked -> asked.context().caller())
        .filteredOn(Caller.Service.class::isInstance)
        .singleElement()
        .satisfies(caller ->
            assertThat(((Caller.Service) caller).sourceArn().map(Object::toString))
                .contains("arn:aws:events:eu-central-1:123456789012:rule/who"));
  }

  @Test
  void aDisabledRuleSleepsAndAnUpdatedOneWantsWhatItNowSays() {
    bench.rule("r", PATTERN, EventsBench.queue("q"));
    bench.call(DisableRuleRequest.builder().name("r").build());
    bench.put("my.app", "{}");
    assertThat(bench.sent("q")).isEmpty();
    bench.call(EnableRuleRequest.builder().name("r").build());
    bench.put("my.app", "{}");
    assertThat(bench.sent("q")).hasSize(1);
    bench.rule("r", "{\"source\":[\"new.app\"]}");
    bench.put("my.app", "{}");
    assertThat(bench.sent("q")).hasSize(1);
    bench.put("new.app", "{}");
    assertThat(bench.sent("q")).hasSize(2);
    bench.call(RemoveTargetsRequest.builder().rule("r").ids("q").build());
    bench.put("new.app", "{}");
    assertThat(bench.sent("q")).hasSize(2);
  }

  @Test
  void rulesOutliveTheServer() {
    bench.rule("r", PATTERN, EventsBench.queue("q"));
    try (EventsBench again =
        new EventsBench(engine, new VirtualClock(EventsBench.START.plusSeconds(1)))) {
      again.put("my.app", "{}");
      assertThat(again.sent("q")).hasSize(1);
      assertThat(
              again
                  .call(DescribeRuleRequest.builder().name("r").build(), DescribeRuleResponse.class)
                  .eventPattern())
          .isEqualTo(PATTERN);
    }
  }

  @Test
  void entriesAreRefusedOneByOne() {
    PutEventsResponse answer =
        bench.call(
            PutEventsRequest.builder()
                .entries(
                    entry("my.app", "T", "{}"),
                    entry("", "T", "{}"),
                    entry("my.app", "", "{}"),
                    entry("my.app", "T", ""),
                    entry("my.app", "T", "[1]"),
                    entry("my.app", "T", "{} {}"),
                    entry("aws.s3", "T", "{}"),
                    entry("my.app", "T".repeat(129), "{}"))
                .build(),
            PutEventsResponse.class);
    assertThat(answer.failedEntryCount()).isEqualTo(7);
    assertThat(answer.entries())
        .extracting(entry -> entry.errorCode() + " " + entry.errorMessage())
        .containsExactly(
            "null null",
            "InvalidArgument Parameter Source is not valid. Reason: Source is a required argument.",
            "InvalidArgument Parameter DetailType is not valid. Reason: DetailType is a required"
                + " argument.",
            "InvalidArgument Parameter Detail is not valid. Reason: Detail is a required argument.",
            "MalformedDetail Detail is malformed.",
            "MalformedDetail Detail is malformed.",
            "NotAuthorizedForSourceException Not authorized for the source.",
            "InvalidArgument Parameter DetailType is not valid. Reason: DetailType too long.");
    refused(
        () -> bench.put("my.app", "{\"x\":\"" + "x".repeat(PutEventsOperation.MOST_BYTES) + "\"}"),
        "ValidationException",
        "Total size of the entries in the request is over the limit.");
  }

  private static PutEventsRequestEntry entry(String source, String type, String detail) {
    return PutEventsRequestEntry.builder().source(source).detailType(type).detail(detail).build();
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    refused(
        () -> bench.call(PutRuleRequest.builder().name("r").build()),
        "ValidationException",
        "Parameter(s) EventPattern or ScheduleExpression must be specified.");
    refused(
        () -> bench.rule("r", "{\"a\":1}"),
        "InvalidEventPatternException",
        "Event pattern is not valid. Reason: \"a\" must be an object or an array\n at [Source:"
            + " (String)\"{\"a\":1}\"; line: 1, column: 7]");
    refused(
        () -> bench.call(DescribeRuleRequest.builder().name("none").build()),
        "ResourceNotFoundException",
        "Rule none does not exist on EventBus default.");
    refused(
        () ->
            bench.call(
                PutRuleRequest.builder()
                    .name("r")
                    .eventBusName("none")
                    .eventPattern(PATTERN)
                    .build()),
        "ResourceNotFoundException",
        "Event bus none does not exist.");
    refused(
        () ->
            bench.call(
                PutRuleRequest.builder()
                    .name("r")
                    .eventBusName("none")
                    .scheduleExpression("rate(1 minute)")
                    .build()),
        "ValidationException",
        "ScheduleExpression is supported only on the default event bus.");
    bench.rule("r", PATTERN, EventsBench.queue("q"));
    refused(
        () -> bench.call(DeleteRuleRequest.builder().name("r").build()),
        "ValidationException",
        "Rule can't be deleted since it has targets.");
    refused(
        () ->
            bench.call(
                PutTargetsRequest.builder()
                    .rule("r")
                    .targets(
                        EventsBench.queue("1"),
                        EventsBench.queue("2"),
                        EventsBench.queue("3"),
                        EventsBench.queue("4"),
                        EventsBench.queue("5"))
                    .build()),
        "LimitExceededException",
        "The requested resource exceeds the maximum number allowed.");
    refused(
        () ->
            bench.rule(
                "r",
                PATTERN,
                Target.builder().id("s").arn("arn:aws:states:r:1:stateMachine:s").build()),
        "ValidationException",
        "Parameter s is not valid. Reason: A target of states is not supported by Forebay:"
            + " arn:aws:states:r:1:stateMachine:s");
  }

  @Test
  void rulesAndTargetsAreListedInPages() {
    for (String name : List.of("a1", "a2", "a3", "b")) {
      bench.rule(name, PATTERN, EventsBench.queue("q"));
    }
    ListRulesResponse page =
        bench.call(
            ListRulesRequest.builder().namePrefix("a").limit(2).build(), ListRulesResponse.class);
    assertThat(page.rules()).extracting(rule -> rule.name()).containsExactly("a1", "a2");
    ListRulesResponse rest =
        bench.call(
            ListRulesRequest.builder().namePrefix("a").nextToken(page.nextToken()).build(),
            ListRulesResponse.class);
    assertThat(rest.rules()).extracting(rule -> rule.name()).containsExactly("a3");
    assertThat(rest.nextToken()).isNull();
    assertThat(
            bench
                .call(
                    ListRuleNamesByTargetRequest.builder()
                        .targetArn(EventsBench.arn("sqs", "q"))
                        .build(),
                    ListRuleNamesByTargetResponse.class)
                .ruleNames())
        .containsExactly("a1", "a2", "a3", "b");
    assertThat(
            bench
                .call(
                    ListTargetsByRuleRequest.builder().rule("b").build(),
                    ListTargetsByRuleResponse.class)
                .targets())
        .containsExactly(EventsBench.queue("q"));
  }

  @Test
  void aBusOfOnesOwnHasItsOwnRules() {
    bench.call(CreateEventBusRequest.builder().name("orders").build());
    bench.call(
        PutRuleRequest.builder().name("r").eventBusName("orders").eventPattern(PATTERN).build());
    bench.call(
        PutTargetsRequest.builder()
            .rule("r")
            .eventBusName("orders")
            .targets(EventsBench.queue("q"))
            .build());
    bench.put("my.app", "{}");
    assertThat(bench.sent("q")).isEmpty();
    bench.call(
        PutEventsRequest.builder()
            .entries(
                PutEventsRequestEntry.builder()
                    .source("my.app")
                    .detailType("T")
                    .detail("{}")
                    .eventBusName(EventsBench.arn("events", "event-bus/orders"))
                    .build())
            .build());
    assertThat(bench.sent("q")).hasSize(1);
    refused(
        () -> bench.call(DeleteEventBusRequest.builder().name("orders").build()),
        "ValidationException",
        "Event bus orders can't be deleted since it has rules.");
    refused(
        () -> bench.call(CreateEventBusRequest.builder().name("orders").build()),
        "ResourceAlreadyExistsException",
        "Event bus orders already exists.");
  }

  @Test
  void whatTheTargetRefusesGoesToTheDeadLetterQueueAtOnceWithTheReason() {
    bench.refusal =
        Optional.of(new AwsException("AccessDeniedException", 403, "You may not do that."));
    bench.rule(
        "r",
        PATTERN,
        EventsBench.queue("q").toBuilder()
            .deadLetterConfig(dlq -> dlq.arn(EventsBench.arn("sqs", "dead")))
            .build());
    bench.put("my.app", "{\"k\":1}");
    assertThat(bench.messages("dead"))
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.messageBody()).contains("\"detail\":{\"k\":1}");
          assertThat(letter.messageAttributes())
              .containsOnlyKeys(
                  "RULE_ARN", "TARGET_ARN", "ERROR_CODE", "ERROR_MESSAGE", "RETRY_ATTEMPTS");
          assertThat(EventsBench.attribute(letter, "ERROR_CODE")).isEqualTo("NO_PERMISSIONS");
          assertThat(EventsBench.attribute(letter, "RULE_ARN"))
              .isEqualTo(EventsBench.arn("events", "rule/r"));
        });
  }
}
