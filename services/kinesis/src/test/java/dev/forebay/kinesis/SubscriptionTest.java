package dev.forebay.kinesis;

import static dev.forebay.kinesis.KinesisBench.ARN;
import static dev.forebay.kinesis.KinesisBench.shard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.EventStream;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.SplitShardRequest;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

class SubscriptionTest {
  private static final long PATIENCE_SECONDS = 30;

  private final VirtualClock clock = new VirtualClock(KinesisBench.START);
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final KinesisBench bench = KinesisBench.unlimited(engine, clock);
  private String consumer;

  @BeforeEach
  void register() {
    bench.create("s", 1);
    consumer =
        bench
            .call(
                RegisterStreamConsumerRequest.builder()
                    .streamARN(ARN + "s")
                    .consumerName("c")
                    .build(),
                RegisterStreamConsumerResponse.class)
            .consumer()
            .consumerARN();
  }

  @AfterEach
  void close() {
    bench.close();
    engine.close();
  }

  /** A client at the other end of a stream. */
  private final class Client implements EventStream {
    private final BlockingQueue<SdkPojo> received = new LinkedBlockingQueue<>();
    private final FutureTask<Boolean> call;

    Client(StartingPosition.Builder start) {
      this.call =
          new FutureTask<>(() -> {
            bench.stream(
                SubscribeToShardRequest.builder()
                    .consumerARN(consumer)
                    .shardId(shard(0))
                    .startingPosition(start.build())
                    .build(),
                this);
            return true;
          });
      Thread.ofVirtual().start(call);
    }

    @Override
    public void start(SdkPojo initialResponse) {
      received.add(initialResponse);
    }

    @Override
    public void send(String type, SdkPojo event) {
      received.add(event);
    }

    SdkPojo next() throws InterruptedException {
      SdkPojo event = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as("an event").isNotNull();
      return event;
    }

    SubscribeToShardEvent event() throws InterruptedException {
      return (SubscribeToShardEvent) next();
    }

    /** Texts of the next events that have records, until there are so many. */
    List<String> texts(int count) throws InterruptedException {
      List<String> texts = new ArrayList<>();
      while (texts.size() < count) {
        event().records().stream()
            .map(Record::data)
            .map(SdkBytes::asUtf8String)
            .forEach(texts::add);
      }
      return texts;
    }

    void end() throws Exception {
      call.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    AwsException failure() {
      try {
        end();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof AwsException failure) {
          return failure;
        }
        throw new AssertionError(e);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      throw new AssertionError("the stream ended well");
    }
  }

  private static StartingPosition.Builder from(String type) {
    return StartingPosition.builder().type(type);
  }

  @Test
  void recordsArePushedAsTheyArrive() throws Exception {
    bench.put("s", "k", "a");
    Client client = new Client(from("TRIM_HORIZON"));
    client.next();
    assertThat(client.texts(1)).containsExactly("a");
    bench.put("s", "k", "b");
    bench.put("s", "k", "c");
    assertThat(client.texts(2)).containsExactly("b", "c");
    clock.advance(Duration.ofMinutes(5));
    client.end();
  }

  @Test
  void aContinuationLosesNothing() throws Exception {
    bench.put("s", "k", "before");
    Client first = new Client(from("LATEST"));
    first.next();
    String continuation = first.event().continuationSequenceNumber();
    clock.advance(Duration.ofMinutes(5));
    first.end();
    bench.put("s", "k", "between");
    Client second = new Client(from("AFTER_SEQUENCE_NUMBER").sequenceNumber(continuation));
    second.next();
    assertThat(second.texts(1)).containsExactly("between");
    clock.advance(Duration.ofMinutes(5));
    second.end();
  }

  @Test
  void aSecondSubscriptionIsRefusedAtFirstAndTakesOverLater() throws Exception {
    Client first = new Client(from("LATEST"));
    first.next();
    String refusal =
        "Another active subscription exists for this consumer:"
            + " 123456789012:s:shardId-000000000000:c";
    AwsException early = new Client(from("LATEST")).failure();
    assertThat(early.code()).isEqualTo("ResourceInUseException");
    assertThat(early).hasMessage(refusal);
    clock.advance(Duration.ofSeconds(5));
    Client second = new Client(from("LATEST"));
    second.next();
    assertThat(first.failure()).hasMessage(refusal);
    bench.put("s", "k", "x");
    assertThat(second.texts(1)).containsExactly("x");
    clock.advance(Duration.ofMinutes(5));
    second.end();
  }

  @Test
  void theEndOfAShardNamesItsChildrenAndEndsTheStream() throws Exception {
    bench.put("s", "k", "last");
    Client client = new Client(from("TRIM_HORIZON"));
    client.next();
    assertThat(client.texts(1)).containsExactly("last");
    bench.call(
        SplitShardRequest.builder()
            .streamName("s")
            .shardToSplit(shard(0))
            .newStartingHashKey(BigInteger.TWO.pow(127).toString())
            .build());
    SubscribeToShardEvent end = client.event();
    while (!end.hasChildShards()) {
      end = client.event();
    }
    assertThat(end.childShards())
        .extracting(ChildShard::shardId)
        .containsExactly(shard(1), shard(2));
    assertThat(end.continuationSequenceNumber()).isNull();
    client.end();
  }

  @Test
  void aDeregisteredConsumerIsCutOff() throws Exception {
    Client client = new Client(from("LATEST"));
    client.next();
    bench.call(DeregisterStreamConsumerRequest.builder().consumerARN(consumer).build());
    assertThat(client.failure().code()).isEqualTo("ResourceNotFoundException");
  }

  @Test
  void anUnknownConsumerIsRefusedBeforeTheStreamStarts() {
    bench.call(DeregisterStreamConsumerRequest.builder().consumerARN(consumer).build());
    Client client = new Client(from("LATEST"));
    assertThat(client.failure()).hasMessage("Consumer " + consumer + " not found.");
    assertThat(client.received).isEmpty();
    assertThatThrownBy(() -> client.end()).isInstanceOf(ExecutionException.class);
  }
}
