package dev.forebay.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.AwsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;

class QueuesTest {
  @TempDir Path folder;

  private final VirtualClock clock = new VirtualClock(SqsBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final SqsBench sqs = new SqsBench(engine, clock, 120_000);

  private void refused(Runnable call, String code) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class, error -> assertThat(error.code()).isEqualTo(code));
  }

  private Map<String, String> attributes(String url) {
    return sqs.call(
            GetQueueAttributesRequest.builder()
                .queueUrl(url)
                .attributeNames(QueueAttributeName.ALL)
                .build(),
            GetQueueAttributesResponse.class)
        .attributesAsStrings();
  }

  @Test
  void aQueuesUrlCarriesTheHostOfTheRequestAndAnyPathFormNamesTheQueue() {
    assertThat(sqs.create("q", Map.of())).isEqualTo("http://queues.test:4566/123456789012/q");
    sqs.send("/123456789012/q", "a");
    sqs.send("https://sqs.eu-central-1.amazonaws.com/123456789012/q", "b");
    assertThat(sqs.bodies("q")).containsExactly("a", "b");
    refused(() -> sqs.send("/123456789012/other", "a"), "QueueDoesNotExist");
    refused(() -> sqs.send("/999999999999/q", "a"), "AccessDeniedException");
  }

  @Test
  void makingAQueueAgainIsFineWithTheSameAttributesOnly() {
    String url = sqs.create("q", Map.of("DelaySeconds", "5"));
    assertThat(sqs.create("q", Map.of("DelaySeconds", "5"))).isEqualTo(url);
    assertThat(sqs.create("q", Map.of())).isEqualTo(url);
    refused(() -> sqs.create("q", Map.of("DelaySeconds", "6")), "QueueNameExists");
  }

  @Test
  void attributesAreShownWithTheirDefaultsAndCounts() {
    String url = sqs.create("q", Map.of());
    sqs.send(url, "a");
    sqs.send(url, "b");
    sqs.receive(url, 1);
    assertThat(attributes(url))
        .containsEntry("QueueArn", "arn:aws:sqs:eu-central-1:123456789012:q")
        .containsEntry("VisibilityTimeout", "30")
        .containsEntry("MaximumMessageSize", "1048576")
        .containsEntry("MessageRetentionPeriod", "345600")
        .containsEntry("ApproximateNumberOfMessages", "1")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "1")
        .doesNotContainKeys("Policy", "FifoQueue");
  }

  @Test
  void valuesOutOfBoundsAndUnknownNamesAreRefused() {
    refused(() -> sqs.create("q", Map.of("VisibilityTimeout", "43201")), "InvalidAttributeValue");
    refused(() -> sqs.create("q", Map.of("Colour", "red")), "InvalidAttributeName");
    refused(() -> sqs.create("q", Map.of("FifoQueue", "true")), "InvalidParameterValue");
    refused(() -> sqs.create("q!", Map.of()), "InvalidParameterValue");
    String url = sqs.create("q", Map.of());
    refused(
        () ->
            sqs.call(
                SetQueueAttributesRequest.builder()
                    .queueUrl(url)
                    .attributesWithStrings(Map.of("ContentBasedDeduplication", "true"))
                    .build()),
        "InvalidAttributeName");
  }

  @Test
  void queuesAreListedByPrefixInPages() {
    sqs.create("a1", Map.of());
    sqs.create("a2", Map.of());
    sqs.create("b", Map.of());
    ListQueuesResponse page =
        sqs.call(
            ListQueuesRequest.builder().queueNamePrefix("a").maxResults(1).build(),
            ListQueuesResponse.class);
    assertThat(page.queueUrls()).singleElement().asString().endsWith("/a1");
    ListQueuesResponse rest =
        sqs.call(
            ListQueuesRequest.builder()
                .queueNamePrefix("a")
                .maxResults(1)
                .nextToken(page.nextToken())
                .build(),
            ListQueuesResponse.class);
    assertThat(rest.queueUrls()).singleElement().asString().endsWith("/a2");
    assertThat(rest.nextToken()).isNull();
  }

  @Test
  void aPurgeEmptiesTheQueueOnceAMinute() {
    String url = sqs.create("q", Map.of());
    sqs.send(url, "a");
    PurgeQueueRequest purge = PurgeQueueRequest.builder().queueUrl(url).build();
    sqs.call(purge);
    assertThat(sqs.receive(url, 1)).isEmpty();
    refused(() -> sqs.call(purge), "PurgeQueueInProgress");
    clock.advance(Duration.ofSeconds(60));
    sqs.call(purge);
  }

  @Test
  void aDeletedQueueIsGoneAndANewOneOfItsNameIsEmptyAndPossibleAfterAMinute() {
    String url = sqs.create("q", Map.of());
    sqs.send(url, "a");
    sqs.call(DeleteQueueRequest.builder().queueUrl(url).build());
    refused(() -> sqs.send(url, "a"), "QueueDoesNotExist");
    clock.advance(Duration.ofSeconds(59));
    refused(() -> sqs.create("q", Map.of()), "QueueDeletedRecently");
    clock.advance(Duration.ofSeconds(1));
    sqs.create("q", Map.of());
    assertThat(sqs.receive(url, 1)).isEmpty();
  }

  @Test
  void whatADeletionOrALateSenderLeavesBehindIsDropped() {
    String url = sqs.create("q", Map.of());
    sqs.send(url, "a");
    String scope = engine.scopes(ScopeKind.QUEUE, "").getFirst();
    sqs.call(DeleteQueueRequest.builder().queueUrl(url).build());
    assertThat(engine.scopes(ScopeKind.QUEUE, "")).isEmpty();
    sendTo(scope);
    clock.advance(Duration.ofSeconds(60));
    assertThat(engine.scopes(ScopeKind.QUEUE, "")).isEmpty();
    sendTo(scope);
    SqsBench restarted = new SqsBench(engine, clock, 120_000);
    assertThat(engine.scopes(ScopeKind.QUEUE, "")).isEmpty();
    restarted.create("q", Map.of());
  }

  private void sendTo(String scope) {
    engine
        .queue(scope)
        .send(
            List.of(
                new Queue.Send(
                    new OperationId(1, clock.nanoTime()),
                    Bytes.EMPTY,
                    clock.now(),
                    clock.now(),
                    Optional.empty())));
  }

  @Test
  void highThroughputNeedsDeduplicationByGroup() {
    Map<String, String> attributes = new HashMap<>(Map.of("FifoQueue", "true"));
    attributes.put("FifoThroughputLimit", "perMessageGroupId");
    refused(() -> sqs.create("q.fifo", attributes), "InvalidAttributeValue");
    attributes.put("DeduplicationScope", "messageGroup");
    String url = sqs.create("q.fifo", attributes);
    refused(
        () ->
            sqs.call(
                SetQueueAttributesRequest.builder()
                    .queueUrl(url)
                    .attributesWithStrings(Map.of("DeduplicationScope", "queue"))
                    .build()),
        "InvalidAttributeValue");
    sqs.send(url, "a", "g", "1");
    sqs.send(url, "b", "h", "1");
    sqs.send(url, "c", "h", "1");
    assertThat(sqs.bodies(url)).containsExactly("a", "b");
  }

  @Test
  void oldMessagesGoByThemselvesAndAreNotCounted() {
    String url = sqs.create("q", Map.of("MessageRetentionPeriod", "3600"));
    sqs.send(url, "a");
    sqs.receive(url, 1);
    clock.advance(Duration.ofSeconds(1));
    sqs.send(url, "b");
    clock.advance(Duration.ofSeconds(3_599));
    assertThat(attributes(url))
        .containsEntry("ApproximateNumberOfMessages", "1")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "0");
    Queue messages = engine.queue(engine.scopes(ScopeKind.QUEUE, "").getFirst());
    assertThat(messages.depth(clock.now()).visible()).isEqualTo(1);
    // Nobody looks into the queue, and yet what it holds goes within a minute.
    clock.advance(Duration.ofSeconds(61));
    assertThat(messages.depth(clock.now()).visible()).isZero();
  }

  @Test
  void aShorterRetentionPeriodIsGoodForTheMessagesThatAreThere() {
    String url = sqs.create("q", Map.of());
    sqs.send(url, "a");
    clock.advance(Duration.ofMinutes(5));
    sqs.call(
        SetQueueAttributesRequest.builder()
            .queueUrl(url)
            .attributesWithStrings(Map.of("MessageRetentionPeriod", "300"))
            .build());
    assertThat(sqs.bodies(url)).isEmpty();
  }

  @Test
  void permissionsAreStatementsOfThePolicy() {
    String url = sqs.create("q", Map.of());
    AddPermissionRequest add =
        AddPermissionRequest.builder()
            .queueUrl(url)
            .label("alice")
            .awsAccountIds("111122223333")
            .actions("SendMessage", "ReceiveMessage")
            .build();
    sqs.call(add);
    assertThat(attributes(url).get("Policy"))
        .isEqualTo(
            "{\"Version\":\"2012-10-17\","
                + "\"Id\":\"arn:aws:sqs:eu-central-1:123456789012:q/SQSDefaultPolicy\","
                + "\"Statement\":[{\"Sid\":\"alice\",\"Effect\":\"Allow\","
                + "\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},"
                + "\"Action\":[\"SQS:SendMessage\",\"SQS:ReceiveMessage\"],"
                + "\"Resource\":\"arn:aws:sqs:eu-central-1:123456789012:q\"}]}");
    refused(() -> sqs.call(add), "InvalidParameterValue");
    refused(
        () -> sqs.call(add.toBuilder().label("b").actions("Dance").build()),
        "InvalidParameterValue");
    RemovePermissionRequest remove =
        RemovePermissionRequest.builder().queueUrl(url).label("alice").build();
    sqs.call(remove);
    assertThat(attributes(url)).doesNotContainKey("Policy");
    refused(() -> sqs.call(remove), "InvalidParameterValue");
  }

  @Test
  void aRestartKeepsQueuesMessagesReceiveCountsAndDeduplication() {
    try (StorageEngine first = RocksDbEngine.open(folder, Durability.OS, clock)) {
      SqsBench before = new SqsBench(first, clock, 120_000);
      before.create("q.fifo", Map.of("FifoQueue", "true"));
      before.send("q.fifo", "a", "g", "1");
      before.receive("q.fifo", 1);
    }
    try (StorageEngine second = RocksDbEngine.open(folder, Durability.OS, clock)) {
      SqsBench after = new SqsBench(second, clock, 120_000);
      after.send("q.fifo", "again", "g", "1");
      assertThat(after.receive("q.fifo", 1)).isEmpty();
      clock.advance(Duration.ofSeconds(30));
      assertThat(after.bodies("q.fifo")).containsExactly("a");
    }
  }
}
