package dev.forebay.logs;

import static dev.forebay.logs.LogsBench.NOW;
import static dev.forebay.logs.LogsBench.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.CreateLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteLogStreamRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DeleteRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogGroupsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.DescribeLogStreamsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogEventsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.ListTagsLogGroupResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogGroup;
import software.amazon.awssdk.services.cloudwatchlogs.model.LogStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.OrderBy;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogGroupDeletionProtectionRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutRetentionPolicyRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagLogGroupRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.TagResourceRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.UntagResourceRequest;

class LogGroupsTest {
  private final VirtualClock clock = new VirtualClock(LogsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private LogsBench bench;

  @BeforeEach
  void open() {
    bench = new LogsBench(engine, clock);
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  private void refused(Runnable call, String code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class, error -> assertThat(error.code()).isEqualTo(code))
        .hasMessage(message);
  }

  private List<String> groups(DescribeLogGroupsRequest request) {
    return bench.call(request, DescribeLogGroupsResponse.class).logGroups().stream()
        .map(LogGroup::logGroupName)
        .toList();
  }

  @Test
  void aGroupIsDescribedAsItWasMade() {
    bench.call(
        CreateLogGroupRequest.builder().logGroupName("/aws/lambda/fn").kmsKeyId("key").build());
    assertThat(
            bench
                .call(DescribeLogGroupsRequest.builder().build(), DescribeLogGroupsResponse.class)
                .logGroups())
        .containsExactly(
            LogGroup.builder()
                .logGroupName("/aws/lambda/fn")
                .creationTime(NOW)
                .metricFilterCount(0)
                .arn("arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/fn:*")
                .logGroupArn("arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/fn")
                .storedBytes(0L)
                .kmsKeyId("key")
                .logGroupClass("STANDARD")
                .deletionProtectionEnabled(false)
                .build());
  }

  @Test
  void whatIsThereAlreadyOrNotThereIsAnsweredAsAwsDoes() {
    bench.create("g", "s");
    refused(
        () -> bench.create("aws/g"),
        "InvalidParameterException",
        "Log groups starting with AWS/ are reserved for AWS.");
    refused(
        () -> bench.create("g"),
        "ResourceAlreadyExistsException",
        "The specified log group already exists");
    refused(
        () ->
            bench.call(
                CreateLogStreamRequest.builder().logGroupName("g").logStreamName("s").build()),
        "ResourceAlreadyExistsException",
        "The specified log stream already exists");
    refused(
        () -> bench.call(DeleteLogGroupRequest.builder().logGroupName("x").build()),
        "ResourceNotFoundException",
        "The specified log group does not exist.");
    refused(
        () ->
            bench.call(
                DeleteLogStreamRequest.builder().logGroupName("g").logStreamName("x").build()),
        "ResourceNotFoundException",
        "The specified log stream does not exist.");
  }

  @Test
  void groupsAreFoundByPrefixAndByPatternAndInPages() {
    List.of("b/1", "a/2", "a/1", "c/1").forEach(bench::create);
    assertThat(groups(DescribeLogGroupsRequest.builder().logGroupNamePrefix("a/").build()))
        .containsExactly("a/1", "a/2");
    assertThat(groups(DescribeLogGroupsRequest.builder().logGroupNamePattern("/1").build()))
        .containsExactly("a/1", "b/1", "c/1");
    DescribeLogGroupsResponse first =
        bench.call(
            DescribeLogGroupsRequest.builder().limit(3).build(), DescribeLogGroupsResponse.class);
    assertThat(first.logGroups()).hasSize(3);
    assertThat(groups(DescribeLogGroupsRequest.builder().nextToken(first.nextToken()).build()))
        .containsExactly("c/1");
    refused(
        () ->
            groups(
                DescribeLogGroupsRequest.builder()
                    .logGroupNamePrefix("a")
                    .logGroupNamePattern("a")
                    .build()),
        "InvalidParameterException",
        "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  }

  @Test
  void streamsAreOrderedByNameOrByTheirLastEventInPages() {
    bench.create("g", "a", "b", "c", "empty");
    bench.put("g", "a", line(-30, "x"));
    bench.put("g", "b", line(-10, "x"), line(-5, "x"));
    bench.put("g", "c", line(-20, "x"));
    DescribeLogStreamsRequest.Builder byTime =
        DescribeLogStreamsRequest.builder()
            .logGroupName("g")
            .orderBy(OrderBy.LAST_EVENT_TIME)
            .descending(true)
            .limit(2);
    DescribeLogStreamsResponse first = bench.call(byTime.build(), DescribeLogStreamsResponse.class);
    assertThat(first.logStreams())
        .extracting(
            LogStream::logStreamName, LogStream::firstEventTimestamp, LogStream::lastEventTimestamp)
        .containsExactly(
            tuple("b", NOW - 10_000, NOW - 5_000), tuple("c", NOW - 20_000, NOW - 20_000));
    assertThat(
            bench
                .call(byTime.nextToken(first.nextToken()).build(), DescribeLogStreamsResponse.class)
                .logStreams())
        .extracting(LogStream::logStreamName)
        .containsExactly("a", "empty");
    assertThat(
            bench
                .call(
                    DescribeLogStreamsRequest.builder()
                        .logGroupIdentifier("arn:aws:logs:eu-central-1:123456789012:log-group:g:*")
                        .logStreamNamePrefix("e")
                        .build(),
                    DescribeLogStreamsResponse.class)
                .logStreams())
        .extracting(LogStream::logStreamName, LogStream::arn, LogStream::lastEventTimestamp)
        .containsExactly(
            tuple(
                "empty",
                "arn:aws:logs:eu-central-1:123456789012:log-group:g:log-stream:empty",
                null));
    refused(
        () -> bench.call(byTime.nextToken(null).logStreamNamePrefix("a").build()),
        "InvalidParameterException",
        "Cannot order by LastEventTime with a logStreamNamePrefix.");
  }

  private List<String> messages(String group, String stream) {
    return bench
        .call(
            GetLogEventsRequest.builder().logGroupName(group).logStreamName(stream).build(),
            GetLogEventsResponse.class)
        .events()
        .stream()
        .map(event -> event.message())
        .toList();
  }

  @Test
  void aGroupThatIsMadeAnewDoesNotShowTheOldEvents() {
    bench.create("g", "s");
    bench.put("g", "s", line(-1, "old"));
    bench.call(DeleteLogGroupRequest.builder().logGroupName("g").build());
    bench.create("g", "s");
    assertThat(messages("g", "s")).isEmpty();
    bench.put("g", "s", line(0, "new"));
    assertThat(messages("g", "s")).containsExactly("new");
    bench.call(DeleteLogStreamRequest.builder().logGroupName("g").logStreamName("s").build());
    bench.call(CreateLogStreamRequest.builder().logGroupName("g").logStreamName("s").build());
    assertThat(messages("g", "s")).isEmpty();
  }

  @Test
  void eventsPastTheirRetentionAreGoneAtOnce() {
    bench.create("g", "s");
    bench.put("g", "s", line(-100, "early"), line(0, "late"));
    bench.call(PutRetentionPolicyRequest.builder().logGroupName("g").retentionInDays(1).build());
    clock.advance(Duration.ofHours(24).minusSeconds(50));
    assertThat(messages("g", "s")).containsExactly("late");
    bench.call(DeleteRetentionPolicyRequest.builder().logGroupName("g").build());
    clock.advance(Duration.ofDays(1000));
    assertThat(messages("g", "s")).contains("late");
  }

  @Test
  void onlyCertainRetentionsAreAllowed() {
    bench.create("g");
    assertThatThrownBy(() ->
            bench.call(
                PutRetentionPolicyRequest.builder().logGroupName("g").retentionInDays(2).build()))
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> assertThat(error.code()).isEqualTo("InvalidParameterException"));
  }

  @Test
  void aProtectedGroupIsNotDeleted() {
    bench.create("g");
    bench.call(
        PutLogGroupDeletionProtectionRequest.builder()
            .logGroupIdentifier("g")
            .deletionProtectionEnabled(true)
            .build());
    refused(
        () -> bench.call(DeleteLogGroupRequest.builder().logGroupName("g").build()),
        "ValidationException",
        "The log group cannot be deleted because deletion protection is enabled.");
  }

  @Test
  void tagsAreSetByArnInBothFormsAndByName() {
    String arn = "arn:aws:logs:eu-central-1:123456789012:log-group:g";
    bench.call(CreateLogGroupRequest.builder().logGroupName("g").tags(Map.of("a", "1")).build());
    bench.call(TagResourceRequest.builder().resourceArn(arn).tags(Map.of("b", "2")).build());
    bench.call(TagLogGroupRequest.builder().logGroupName("g").tags(Map.of("c", "3")).build());
    bench.call(UntagResourceRequest.builder().resourceArn(arn + ":*").tagKeys("a").build());
    Map<String, String> expected = Map.of("b", "2", "c", "3");
    assertThat(
            bench
                .call(
                    ListTagsForResourceRequest.builder().resourceArn(arn + ":*").build(),
                    ListTagsForResourceResponse.class)
                .tags())
        .isEqualTo(expected);
    assertThat(
            bench
                .call(
                    ListTagsLogGroupRequest.builder().logGroupName("g").build(),
                    ListTagsLogGroupResponse.class)
                .tags())
        .isEqualTo(expected);
    refused(
        () ->
            bench.call(
                TagResourceRequest.builder().resourceArn(arn + "x").tags(Map.of("b", "2")).build()),
        "ResourceNotFoundException",
        "The specified resource does not exist.");
  }
}
