package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** The AWS SDK for Java 2, which speaks CBOR to Kinesis, and HTTP/2 to be pushed records. */
class KinesisSdkTest {
  private static final StaticCredentialsProvider KEYS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));
  private static final String SHARD = "shardId-000000000000";
  private static final long PATIENCE_SECONDS = 30;

  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init")
  private static Server server;

  @SuppressWarnings("NullAway.Init")
  private static KinesisClient kinesis;

  @BeforeAll
  static void start() {
    server = Server.start(data);
    kinesis = client(server);
  }

  private static KinesisClient client(Server server) {
    return KinesisClient.builder()
        .endpointOverride(server.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(KEYS)
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  @AfterAll
  static void stop() {
    kinesis.close();
    server.close();
  }

  private static void create(KinesisClient client, String name) {
    client.createStream(stream -> stream.streamName(name).shardCount(1));
    client.waiter().waitUntilStreamExists(stream -> stream.streamName(name));
  }

  private static PutRecordResponse put(KinesisClient client, String stream, String text) {
    return client.putRecord(
        record -> record.streamName(stream).partitionKey("k").data(SdkBytes.fromUtf8String(text)));
  }

  private static List<Record> records(KinesisClient client, String stream) {
    String iterator =
        client
            .getShardIterator(request ->
                request
                    .streamName(stream)
                    .shardId(SHARD)
                    .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
            .shardIterator();
    return client.getRecords(request -> request.shardIterator(iterator)).records();
  }

  @Test
  void recordsAndErrorsComeBackThroughCbor() {
    create(kinesis, "cbor");
    PutRecordResponse put = put(kinesis, "cbor", "hello");
    Record record = records(kinesis, "cbor").getFirst();
    assertThat(record.sequenceNumber()).isEqualTo(put.sequenceNumber());
    assertThat(record.data().asUtf8String()).isEqualTo("hello");
    assertThat(record.approximateArrivalTimestamp())
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThatThrownBy(() -> put(kinesis, "absent", "x"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Stream absent under account 000000000000 not found.");
  }

  @Test
  void acknowledgedRecordsSurviveAKilledServerAndNumbersGoOn(@TempDir Path folder)
      throws InterruptedException {
    List<String> numbers = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      try (Server killed = Server.start(folder);
          KinesisClient client = client(killed)) {
        if (round == 0) {
          create(client, "kept");
        }
        numbers.add(put(client, "kept", "r" + round).sequenceNumber());
        assertThat(records(client, "kept")).extracting(Record::sequenceNumber).isEqualTo(numbers);
        killed.kill();
      }
    }
    assertThat(numbers).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void recordsArePushedOverHttp2() throws Exception {
    create(kinesis, "pushed");
    String arn =
        kinesis
            .describeStreamSummary(stream -> stream.streamName("pushed"))
            .streamDescriptionSummary()
            .streamARN();
    String consumer =
        kinesis
            .registerStreamConsumer(request -> request.streamARN(arn).consumerName("fan"))
            .consumer()
            .consumerARN();
    put(kinesis, "pushed", "before");
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    try (KinesisAsyncClient client =
        KinesisAsyncClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(KEYS)
            .httpClientBuilder(
                NettyNioAsyncHttpClient.builder()
                    .protocol(Protocol.HTTP2)
                    .connectionTimeout(Duration.ofSeconds(10)))
            .build()) {
      CompletableFuture<Void> subscription = subscribe(client, consumer, received);
      assertThat(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("before");
      put(kinesis, "pushed", "after");
      assertThat(received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("after");
      assertThat(subscribe(client, consumer, received))
          .failsWithin(Duration.ofSeconds(PATIENCE_SECONDS))
          .withThrowableThat()
          .withCauseInstanceOf(ResourceInUseException.class)
          .withMessageContaining("Another active subscription exists for this consumer");
      subscription.cancel(true);
    }
  }

  private static CompletableFuture<Void> subscribe(
      KinesisAsyncClient client, String consumer, BlockingQueue<String> received) {
    return client.subscribeToShard(
        request ->
            request
                .consumerARN(consumer)
                .shardId(SHARD)
                .startingPosition(start -> start.type(ShardIteratorType.TRIM_HORIZON)),
        SubscribeToShardResponseHandler.builder()
            .subscriber((SubscribeToShardEventStream event) -> {
              if (event instanceof SubscribeToShardEvent records) {
                records.records().forEach(record -> received.add(record.data().asUtf8String()));
              }
            })
            .build());
  }
}
