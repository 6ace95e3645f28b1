package dev.forebay.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.Body;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.Transferred;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.firehose.model.CreateDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/**
 * The service as one run of a server has it, with a bucket and a function that tests look into.
 * Confined to the test's thread, but for what the service calls.
 */
final class Site implements AutoCloseable {
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  static final String ROLE = "arn:aws:iam::123456789012:role/delivery";
  static final String FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:f";
  static final ExtendedS3DestinationConfiguration TO_BUCKET =
      ExtendedS3DestinationConfiguration.builder()
          .roleARN(ROLE)
          .bucketARN("arn:aws:s3:::b")
          .build();

  private static final URI ENDPOINT = URI.create("http://localhost:4566");

  /** What a function does with an event. */
  interface Function {
    InvokeResponse invoke(InvokeRequest request);
  }

  /** The objects of the bucket, which outlives the server. */
  static final class Bucket {
    final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    final List<String> roles = new CopyOnWriteArrayList<>();
    volatile boolean closed;

    String text() {
      return objects.values().stream()
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
          .reduce("", String::concat);
    }
  }

  final VirtualClock clock;
  final Firehose firehose;
  final List<InvokeRequest> invoked = new CopyOnWriteArrayList<>();
  volatile Function function = request -> InvokeResponse.builder().build();
  private final Bucket bucket;
  private final RandomGenerator random;
  private final Switchboard switchboard;

  Site(StorageEngine engine, VirtualClock clock, Bucket bucket, long seed) {
    this.clock = clock;
    this.bucket = bucket;
    this.random = new Random(seed);
    this.firehose =
        new Firehose(
            engine,
            clock,
            random,
            ENDPOINT,
            (role, name) -> new Caller.RoleSession(role, "AROA0000000000000000A", name));
    this.switchboard =
        new Switchboard(
            List.of(
                firehose.binding(),
                ServiceBinding.of("sts")
                    .on(
                        "AssumeRole",
                        AssumeRoleRequest::builder,
                        (context, request) -> AssumeRoleResponse.builder().build())
                    .build(),
                ServiceBinding.of("lambda")
                    .on("Invoke", InvokeRequest::builder, this::invoke)
                    .build(),
                ServiceBinding.of("s3")
                    .onTransfer("PutObject", PutObjectRequest::builder, this::store)
                    .build()),
            (context, service, operation, request) ->
                request instanceof AssumeRoleRequest asked && asked.roleArn().endsWith("/other")
                    ? new Authorizer.Decision.Denied("no")
                    : new Authorizer.Decision.Allowed());
    firehose.start(switchboard);
  }

  private InvokeResponse invoke(CallContext context, InvokeRequest request) {
    invoked.add(request);
    return function.invoke(request);
  }

  private Transferred<PutObjectResponse> store(
      CallContext context, PutObjectRequest request, Body body) {
    if (bucket.closed) {
      throw new AwsException("NoSuchBucket", 404, "The specified bucket does not exist");
    }
    try (InputStream in = body.open()) {
      byte[] bytes = in.readAllBytes();
      assertThat(body.size()).hasValue(bytes.length);
      bucket.roles.add(context.caller().name());
      bucket.objects.put(request.bucket() + ":" + request.key(), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Transferred.of(PutObjectResponse.builder().build());
  }

  SdkPojo call(SdkPojo request) {
    String name = request.getClass().getSimpleName();
    SdkPojo answer =
        switchboard.call(
            new CallContext(
                new Caller.Root(PLACE.account()),
                PLACE,
                RequestId.random(random),
                ENDPOINT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            "firehose",
            name.substring(0, name.length() - "Request".length()),
            request);
    settle();
    return answer;
  }

  void create(String name, UnaryOperator<ExtendedS3DestinationConfiguration.Builder> options) {
    call(
        CreateDeliveryStreamRequest.builder()
            .deliveryStreamName(name)
            .extendedS3DestinationConfiguration(options.apply(TO_BUCKET.toBuilder()).build())
            .build());
  }

  void put(String name, String data) {
    put(name, data.getBytes(StandardCharsets.UTF_8));
  }

  void put(String name, byte[] data) {
    call(
        PutRecordRequest.builder()
            .deliveryStreamName(name)
            .record(record -> record.data(SdkBytes.fromByteArray(data)))
            .build());
  }

  DeliveryStreamDescription describe(String name) {
    return ((DescribeDeliveryStreamResponse)
            call(DescribeDeliveryStreamRequest.builder().deliveryStreamName(name).build()))
        .deliveryStreamDescription();
  }

  void advance(Duration span) {
    clock.advance(span);
    settle();
  }

  /** Waits until nothing runs, and nothing is due. */
  void settle() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (firehose.pending().stream().anyMatch(one -> one.isBefore(clock.now()))) {
      assertThat(System.nanoTime()).as("settled in time").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  /** The events that the function got. */
  List<Bytes> events() {
    List<Bytes> events = new ArrayList<>();
    invoked.forEach(request -> events.add(Bytes.wrap(request.payload().asByteArray())));
    return events;
  }

  @Override
  public void close() {
    firehose.close();
  }
}
