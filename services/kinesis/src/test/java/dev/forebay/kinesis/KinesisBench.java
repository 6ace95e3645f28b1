package dev.forebay.kinesis;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.EventStream;
import dev.forebay.wire.Switchboard;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The service over an engine, called through a switchboard as a client on the wire would. */
final class KinesisBench implements AutoCloseable {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  static final String ARN = "arn:aws:kinesis:eu-central-1:123456789012:stream/";

  final Arrivals arrivals = new Arrivals();
  final Kinesis kinesis;
  private final Switchboard switchboard;

  KinesisBench(StorageEngine engine, VirtualClock clock, KinesisSettings settings) {
    // Without a seed: operation ids must not repeat across restarts.
    RandomGenerator random = new Locked(RandomGenerator.getDefault());
    this.kinesis = new Kinesis(engine, clock, clock, random, arrivals, settings);
    this.switchboard =
        new Switchboard(
            List.of(kinesis.binding()),
            (context, service, op, request) -> new Authorizer.Decision.Allowed());
  }

  static KinesisBench unlimited(StorageEngine engine, VirtualClock clock) {
    return new KinesisBench(engine, clock, KinesisSettings.with(KinesisSettings.Limits.OFF));
  }

  private record Locked(RandomGenerator random) implements RandomGenerator {
    @Override
    public synchronized long nextLong() {
      return random.nextLong();
    }
  }

  static CallContext call(Optional<String> sourceIp) {
    return new CallContext(
        new Caller.Root(PLACE.account()),
        PLACE,
        new RequestId("6f2f3d9e-0000-4000-8000-000000000001"),
        URI.create("http://localhost:4566"),
        sourceIp,
        Optional.empty(),
        Optional.empty());
  }

  /** Makes the call whose name is that of the request's class. */
  <O extends SdkPojo> O call(SdkPojo request, Class<O> response) {
    return response.cast(call(request, Optional.of("127.0.0.1")));
  }

  SdkPojo call(SdkPojo request, Optional<String> sourceIp) {
    return switchboard.call(call(sourceIp), "kinesis", operation(request), request);
  }

  void call(SdkPojo request) {
    call(request, SdkPojo.class);
  }

  void stream(SdkPojo request, EventStream events) {
    switchboard.stream(
        call(Optional.of("127.0.0.1")), "kinesis", operation(request), request, events);
  }

  private static String operation(SdkPojo request) {
    String name = request.getClass().getSimpleName();
    return name.substring(0, name.length() - "Request".length());
  }

  void create(String stream, int shards) {
    call(CreateStreamRequest.builder().streamName(stream).shardCount(shards).build());
  }

  List<Shard> shards(String stream) {
    return call(ListShardsRequest.builder().streamName(stream).build(), ListShardsResponse.class)
        .shards();
  }

  PutRecordResponse put(String stream, String key, String data) {
    return call(
        PutRecordRequest.builder()
            .streamName(stream)
            .partitionKey(key)
            .data(SdkBytes.fromUtf8String(data))
            .build(),
        PutRecordResponse.class);
  }

  PutRecordsResponse putAll(String stream, PutRecordsRequestEntry... entries) {
    return call(
        PutRecordsRequest.builder().streamName(stream).records(entries).build(),
        PutRecordsResponse.class);
  }

  static PutRecordsRequestEntry entry(String key, String data) {
    return PutRecordsRequestEntry.builder()
        .partitionKey(key)
        .data(SdkBytes.fromUtf8String(data))
        .build();
  }

  static PutRecordsRequestEntry[] entries(int count, int bytes) {
    return IntStream.range(0, count)
        .mapToObj(i -> entry("k" + i, "x".repeat(bytes)))
        .toArray(PutRecordsRequestEntry[]::new);
  }

  String iterator(GetShardIteratorRequest.Builder request) {
    return call(request.build(), GetShardIteratorResponse.class).shardIterator();
  }

  String iterator(String stream, String shard, String type) {
    return iterator(
        GetShardIteratorRequest.builder()
            .streamName(stream)
            .shardId(shard)
            .shardIteratorType(type));
  }

  GetRecordsResponse records(String iterator) {
    return call(
        GetRecordsRequest.builder().shardIterator(iterator).build(), GetRecordsResponse.class);
  }

  /** What a shard holds, from the oldest record on. */
  List<String> all(String stream, String shard) {
    return texts(records(iterator(stream, shard, "TRIM_HORIZON")));
  }

  static List<String> texts(GetRecordsResponse response) {
    return response.records().stream().map(Record::data).map(SdkBytes::asUtf8String).toList();
  }

  static String shard(int index) {
    return "shardId-" + "0".repeat(12 - Integer.toString(index).length()) + index;
  }

  static List<String> words(String text) {
    return Arrays.asList(text.split(" "));
  }

  @Override
  public void close() {
    kinesis.close();
  }
}
