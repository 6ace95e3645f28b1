package dev.forebay.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Caller;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class SurvivalTest {
  private final AwsException busy = new AwsException("ServiceUnavailable", 503, "not now");

  @TempDir Path folder;

  private StorageEngine open(Clock clock) {
    return RocksDbEngine.open(folder, Durability.OS, clock);
  }

  @Test
  void whatHasNotArrivedIsTriedAgainAfterARestartWithTheTriesThatAreLeft() {
    VirtualClock clock = new VirtualClock(Site.START);
    RetryPolicy two = RetryPolicy.exponential(2, Duration.ofDays(1));
    try (StorageEngine engine = open(clock);
        Site site = new Site(engine, clock)) {
      site.targets.fail("a", busy, 10);
      site.pushes.deliver(List.of(Site.push("a", "one", two)));
      site.settle();
      clock.advance(Duration.ofMillis(1_200));
      Site.await(() -> site.targets.tried.size() == 2);
      site.settle();
    }
    clock.advance(Duration.ofHours(1));
    Targets failing = new Targets();
    failing.fail("a", busy, 10);
    try (StorageEngine engine = open(clock);
        Site site = new Site(engine, clock, failing)) {
      Site.await(() -> site.pushes.pending().isEmpty());
      assertThat(site.targets.tried).containsExactly("a", "dlq");
    }
  }

  @Test
  void anOrderIsKeptOverARestart() {
    VirtualClock clock = new VirtualClock(Site.START);
    try (StorageEngine engine = open(clock);
        Site site = new Site(engine, clock)) {
      site.targets.fail("fifo", busy, 100);
      for (int i = 0; i < 30; i++) {
        site.pushes.deliver(List.of(Site.ordered("fifo", "g", "m" + i, RetryPolicy.SNS_MANAGED)));
      }
      site.settle();
      assertThat(site.targets.bodies()).isEmpty();
    }
    clock.advance(Duration.ofMinutes(1));
    try (StorageEngine engine = open(clock);
        Site site = new Site(engine, clock)) {
      site.pushes.deliver(List.of(Site.ordered("fifo", "g", "last", RetryPolicy.SNS_MANAGED)));
      Site.await(() -> site.pushes.pending().isEmpty());
      assertThat(site.targets.bodies())
          .hasSize(31)
          .startsWith("m0", "m1", "m2")
          .endsWith("m28", "m29", "last");
    }
  }

  @Test
  void everyFormOfAPushIsReadBackAsItWas() {
    PushCode code = new PushCode(new Targets().switchboard().services());
    SendMessageRequest message =
        SendMessageRequest.builder()
            .queueUrl("http://localhost:4566/123456789012/q")
            .messageBody("é\u0000\uD83D\uDE00")
            .messageAttributes(
                Map.of(
                    "text",
                    MessageAttributeValue.builder().dataType("String").stringValue("v").build(),
                    "bytes",
                    MessageAttributeValue.builder()
                        .dataType("Binary")
                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                        .build()))
            .messageGroupId("g")
            .build();
    Push call =
        new Push(
            "id",
            "arn:aws:sqs:us-east-1:123456789012:q",
            new Sender(
                new Caller.RoleSession(Site.HOME.arn("iam", "role/r"), "AROA", "session"),
                Site.HOME,
                Optional.of("Root=1")),
            Calls.send(message),
            Optional.of("g"),
            RetryPolicy.SNS_MANAGED,
            Optional.of(new DeadLetter("arn", message, DeadLetter.Marks.SNS)));
    Push http =
        new Push(
            "id",
            "http://localhost/x",
            Sender.service("sns.amazonaws.com", Site.TOPIC, Site.HOME),
            new Delivery.Http(
                "POST",
                URI.create("http://localhost/x"),
                Map.of("x-amz-sns-topic-arn", "a"),
                Bytes.utf8("body"),
                Duration.ofSeconds(15),
                List.of(409)),
            Optional.empty(),
            RetryPolicy.exponential(5, Duration.ofMinutes(1)),
            Optional.empty());
    for (Push push : List.of(call, http)) {
      StoredPush stored = new StoredPush(push, Site.START).failed(Site.START.plusSeconds(3));
      StoredPush ended =
          stored.ended(
              new StoredPush.End(new Outcome.Fault("c", "m", "r"), 4, StoredPush.Reason.ATTEMPTS),
              Site.START);
      assertThat(code.decode(code.encode(stored))).isEqualTo(stored);
      assertThat(code.decode(code.encode(ended))).isEqualTo(ended);
    }
  }
}
