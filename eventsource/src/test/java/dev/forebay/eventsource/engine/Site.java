package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.mapping.MappingApi;
import dev.forebay.eventsource.mapping.Mappings;
import dev.forebay.eventsource.mapping.RoleCalls;
import dev.forebay.function.FunctionApi;
import dev.forebay.function.FunctionSettings;
import dev.forebay.function.code.CodeSource;
import dev.forebay.function.concurrency.ProvisionedCapacity;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.invocation.CatalogTargets;
import dev.forebay.invocation.Invocations;
import dev.forebay.invocation.async.AsyncSettings;
import dev.forebay.kinesis.Kinesis;
import dev.forebay.kinesis.KinesisSettings;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import dev.forebay.sqs.Sqs;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Arrivals;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.CreateStreamRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Queues, streams, functions that are played, and the engine between them, on one switchboard. */
final class Site implements AutoCloseable {
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  private static final URI ENDPOINT = URI.create("http://localhost:4566");
  private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  final ScriptedFunctions functions = new ScriptedFunctions();
  final Ways ways = new Ways();
  final Engine engine;
  private final Invocations invocations;
  private final Kinesis kinesis;
  private final Sqs sqs;
  private final Switchboard switchboard;

  Site(StorageEngine storage, Path folder, Clock clock) {
    FunctionApi api =
        new FunctionApi(
            FunctionSettings.STANDARD,
            storage,
            folder.resolve("code"),
            clock,
            RANDOM,
            CodeSource.NO_BUCKETS,
            ProvisionedCapacity.ON_FIRST_USE,
            ExecutionRoles.ANY);
    CatalogTargets targets = new CatalogTargets(api.catalog(), api.budget(), RANDOM);
    api.listen(targets);
    this.invocations =
        new Invocations(
            targets,
            functions,
            storage,
            new AsyncSettings(1000, AsyncSettings.STANDARD_RETRY_DELAY),
            new Invocations.Surroundings(clock, new SystemClock(), RANDOM, ways));
    Arrivals arrivals = new Arrivals();
    this.kinesis =
        new Kinesis(
            storage,
            clock,
            new SystemClock(),
            RANDOM,
            arrivals,
            KinesisSettings.with(KinesisSettings.Limits.ON));
    this.sqs = new Sqs(storage, clock, new SystemClock(), RANDOM, ways);
    Mappings mappings = new Mappings(storage, clock, RANDOM);
    MappingApi mappingApi = new MappingApi(mappings, api.catalog(), clock, RANDOM);
    ServiceBinding.Builder lambda = ServiceBinding.of("lambda");
    api.register(lambda);
    mappingApi.register(lambda);
    this.switchboard =
        new Switchboard(
            List.of(lambda.build(), kinesis.binding(), sqs.binding()),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
    RoleCalls roleCalls = new RoleCalls(switchboard, ENDPOINT, RANDOM);
    mappingApi.start(roleCalls);
    this.engine =
        new Engine(
            mappings,
            storage,
            roleCalls,
            arrivals,
            targets,
            invocations.invoker(),
            new Engine.Surroundings(clock, RANDOM, ways, Engine.Surroundings.WOKEN, sqs::backlog));
    engine.listen();
    engine.resume();
  }

  <O extends SdkPojo> O call(SdkPojo request, Class<O> response) {
    String service = request.getClass().getPackageName().split("\\.", -1)[4];
    String name = request.getClass().getSimpleName();
    CallContext context =
        new CallContext(
            new Caller.Root(PLACE.account()),
            PLACE,
            RequestId.random(RANDOM),
            ENDPOINT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return response.cast(
        switchboard.call(
            context,
            service.toLowerCase(Locale.ROOT),
            name.substring(0, name.length() - "Request".length()),
            request));
  }

  void call(SdkPojo request) {
    call(request, SdkPojo.class);
  }

  /** Makes a function, and answers its name. */
  void function(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("app.py"));
      zip.write("def handler(event, context): pass".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    call(
        CreateFunctionRequest.builder()
            .functionName(name)
            .runtime("python3.12")
            .handler("app.handler")
            .role("arn:aws:iam::123456789012:role/worker")
            .code(code -> code.zipFile(SdkBytes.fromByteArray(bytes.toByteArray())))
            .build());
  }

  /** Makes a queue, and answers its ARN. */
  String queue(String name, Map<QueueAttributeName, String> attributes) {
    call(CreateQueueRequest.builder().queueName(name).attributes(attributes).build());
    return "arn:aws:sqs:eu-central-1:123456789012:" + name;
  }

  static String url(String queue) {
    return ENDPOINT + "/123456789012/" + queue;
  }

  String send(String queue, String body) {
    return call(
            SendMessageRequest.builder().queueUrl(url(queue)).messageBody(body).build(),
            SendMessageResponse.class)
        .messageId();
  }

  /** What a receiver of the queue gets, right now. */
  List<String> bodies(String queue) {
    return call(
            ReceiveMessageRequest.builder()
                .queueUrl(url(queue))
                .maxNumberOfMessages(10)
                .visibilityTimeout(0)
                .build(),
            ReceiveMessageResponse.class)
        .messages()
        .stream()
        .map(message -> message.body())
        .toList();
  }

  /** Messages in the queue, out or not. */
  int left(String queue) {
    Map<QueueAttributeName, String> attributes = attributes(queue);
    return number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)
        + number(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  /** Messages that are out; asking does not receive them, as {@link #bodies} does. */
  int out(String queue) {
    return number(attributes(queue), QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  private Map<QueueAttributeName, String> attributes(String queue) {
    return call(
            GetQueueAttributesRequest.builder()
                .queueUrl(url(queue))
                .attributeNames(QueueAttributeName.ALL)
                .build(),
            GetQueueAttributesResponse.class)
        .attributes();
  }

  private static int number(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
    return Integer.parseInt(attributes.getOrDefault(name, "0"));
  }

  /** Makes a stream, and answers its ARN. */
  String stream(String name, int shards) {
    call(CreateStreamRequest.builder().streamName(name).shardCount(shards).build());
    return "arn:aws:kinesis:eu-central-1:123456789012:stream/" + name;
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

  /** Makes a mapping, waits until it runs, and answers its UUID. */
  String map(String source, Consumer<CreateEventSourceMappingRequest.Builder> options)
      throws InterruptedException {
    CreateEventSourceMappingRequest.Builder request =
        CreateEventSourceMappingRequest.builder().eventSourceArn(source).functionName("worker");
    options.accept(request);
    String uuid = call(request.build(), CreateEventSourceMappingResponse.class).uuid();
    eventually(() -> state(uuid).equals("Enabled"));
    return uuid;
  }

  GetEventSourceMappingResponse mapping(String uuid) {
    return call(
        GetEventSourceMappingRequest.builder().uuid(uuid).build(),
        GetEventSourceMappingResponse.class);
  }

  String state(String uuid) {
    return mapping(uuid).state();
  }

  /** Waits until it holds, twenty seconds at most. */
  static void eventually(BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || never.await(2, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it did not come to hold within twenty seconds");
      }
    }
  }

  @Override
  public void close() {
    engine.close();
    invocations.close();
    kinesis.close();
    sqs.close();
  }
}
