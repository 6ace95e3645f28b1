package dev.forebay.eventsource.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.function.FunctionApi;
import dev.forebay.function.FunctionSettings;
import dev.forebay.function.code.CodeSource;
import dev.forebay.function.concurrency.ProvisionedCapacity;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.AwsException;
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
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.DestinationConfig;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.OnFailure;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/** The operations behind a switchboard, with sources that are asked and an engine that answers. */
class MappingApiTest {
  private static final AccountRegion HERE =
      new AccountRegion(new AccountId("111111111111"), new Region("us-east-1"));
  private static final String ROLE = "arn:aws:iam::111111111111:role/r";
  private static final String QUEUE = "arn:aws:sqs:us-east-1:111111111111:orders";
  private static final String STREAM = "arn:aws:kinesis:us-east-1:111111111111:stream/clicks";
  private static final String CONSUMER = STREAM + "/consumer/fan:1700000000";

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final StorageEngine storage = MemoryEngine.open(clock);
  private final SecureRandom random = new SecureRandom();
  private final Mappings mappings = new Mappings(storage, clock, random);
  private final TestSources sources = new TestSources();
  private final Set<String> denied = ConcurrentHashMap.newKeySet();
  private final Set<String> callers = ConcurrentHashMap.newKeySet();
  private final List<Mapping> told = new CopyOnWriteArrayList<>();

  @TempDir Path folder;
  private Switchboard switchboard;

  @BeforeEach
  void open() {
    start(sources.sqs(), sources.kinesis());
    sources.queues.put("orders", 30);
    sources.streams.add(STREAM);
    sources.streams.add(CONSUMER);
    function("worker", 30);
  }

  @Nested
  class States {
    @Test
    void aMappingIsEnabledWhenTheEngineHasStartedIt() {
      mappings.start(told::add);
      String uuid = create(b -> b.eventSourceArn(QUEUE)).uuid();
      assertThat(get(uuid).state()).isEqualTo("Creating");
      assertThat(told.getLast().wanted()).isEqualTo(Mapping.Wanted.RUNNING);
      mappings.reached(told.getLast());
      assertThat(get(uuid).state()).isEqualTo("Enabled");
    }

    @Test
    void whatIsBeingChangedCannotBeChanged() {
      mappings.start(told::add);
      String uuid = create(b -> b.eventSourceArn(QUEUE)).uuid();
      refused(
          "ResourceInUseException",
          "Cannot update the event source mapping because it is in use.",
          () -> update(uuid, b -> b.batchSize(1)));
      refused(
          "ResourceInUseException",
          "Cannot delete the event source mapping because it is in use.",
          () -> delete(uuid));
      mappings.reached(told.getLast());
      assertThat(update(uuid, b -> b.batchSize(1)).state()).isEqualTo("Updating");
    }

    @Test
    void eachChangeHasItsStates() {
      mappings.start(told::add);
      String uuid = create(b -> b.eventSourceArn(QUEUE)).uuid();
      mappings.reached(told.getLast());

      assertThat(update(uuid, b -> b.enabled(false)).state()).isEqualTo("Disabling");
      assertThat(told.getLast().wanted()).isEqualTo(Mapping.Wanted.STOPPED);
      mappings.reached(told.getLast());
      assertThat(get(uuid).state()).isEqualTo("Disabled");

      assertThat(update(uuid, b -> b.batchSize(3)).state()).isEqualTo("Updating");
      mappings.reached(told.getLast());
      assertThat(get(uuid).state()).isEqualTo("Disabled");

      assertThat(update(uuid, b -> b.enabled(true)).state()).isEqualTo("Enabling");
      assertThat(told.getLast().options().batchSize()).isEqualTo(3);
      mappings.reached(told.getLast());
      assertThat(get(uuid).state()).isEqualTo("Enabled");

      assertThat(delete(uuid).state()).isEqualTo("Deleting");
      assertThat(get(uuid).state()).isEqualTo("Deleting");
      mappings.reached(told.getLast());
      refused(
          "ResourceNotFoundException",
          "The resource you requested does not exist.",
          () -> get(uuid));
    }

    @Test
    void aQueuesMappingThatIsNotEnabledIsDisabledAtOnceAndAStreamsIsCreatedFirst() {
      mappings.start(told::add);
      assertThat(create(b -> b.eventSourceArn(QUEUE).enabled(false)).state()).isEqualTo("Disabled");
      assertThat(told).isEmpty();
      assertThat(create(b -> stream(b).enabled(false)).state()).isEqualTo("Creating");
      assertThat(told.getLast().wanted()).isEqualTo(Mapping.Wanted.STOPPED);
    }

    @Test
    void theAnswersTellHowTheLastBatchWentOnAStreamOnly() {
      String stream = create(MappingApiTest::stream).uuid();
      assertThat(get(stream).lastProcessingResult()).isEqualTo("No records processed");
      mappings.processed(mappings.list(HERE).getFirst().id(), "PROBLEM: Function call failed");
      assertThat(get(stream).lastProcessingResult()).isEqualTo("PROBLEM: Function call failed");
      assertThat(get(create(b -> b.eventSourceArn(QUEUE)).uuid()).lastProcessingResult()).isNull();
    }

    @Test
    void ofManyWhoCreateTheSameOneSucceeds() throws Exception {
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        calls.add(() -> {
          try {
            create(b -> b.eventSourceArn(QUEUE));
            return true;
          } catch (AwsException e) {
            assertThat(e.code()).isEqualTo("ResourceConflictException");
            return false;
          }
        });
      }
      int succeeded = 0;
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Boolean> call : threads.invokeAll(calls)) {
          succeeded += call.get() ? 1 : 0;
        }
      }
      assertThat(succeeded).isEqualTo(1);
      assertThat(mappings.list(HERE)).hasSize(1);
    }
  }

  @Nested
  class Streams {
    @Test
    void aStreamsMappingAnswersWithItsDefaults() {
      CreateEventSourceMappingResponse created = create(MappingApiTest::stream);
      assertThat(created.batchSize()).isEqualTo(100);
      assertThat(created.maximumBatchingWindowInSeconds()).isZero();
      assertThat(created.parallelizationFactor()).isEqualTo(1);
      assertThat(created.startingPosition()).isEqualTo(EventSourcePosition.TRIM_HORIZON);
      assertThat(created.lastProcessingResult()).isEqualTo("No records processed");
      assertThat(created.stateTransitionReason()).isEqualTo("User action");
      assertThat(created.destinationConfig())
          .isEqualTo(DestinationConfig.builder().onFailure(OnFailure.builder().build()).build());
      assertThat(created.maximumRecordAgeInSeconds()).isEqualTo(-1);
      assertThat(created.bisectBatchOnFunctionError()).isFalse();
      assertThat(created.maximumRetryAttempts()).isEqualTo(-1);
      assertThat(created.tumblingWindowInSeconds()).isZero();
      assertThat(created.functionResponseTypes()).isEmpty();
      assertThat(created.scalingConfig()).isNull();
    }

    @Test
    void aStreamsOptionsAreKeptAndChangedAndTakenAway() {
      String uuid =
          create(b ->
                  stream(b)
                      .startingPosition(EventSourcePosition.AT_TIMESTAMP)
                      .startingPositionTimestamp(clock.now().minusSeconds(60))
                      .parallelizationFactor(4)
                      .bisectBatchOnFunctionError(true)
                      .maximumRetryAttempts(0)
                      .maximumRecordAgeInSeconds(60)
                      .tumblingWindowInSeconds(30)
                      .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                      .destinationConfig(to(QUEUE)))
              .uuid();
      GetEventSourceMappingResponse now = get(uuid);
      assertThat(now.startingPositionTimestamp()).isEqualTo(clock.now().minusSeconds(60));
      assertThat(now.parallelizationFactor()).isEqualTo(4);
      assertThat(now.bisectBatchOnFunctionError()).isTrue();
      assertThat(now.maximumRetryAttempts()).isZero();
      assertThat(now.maximumRecordAgeInSeconds()).isEqualTo(60);
      assertThat(now.tumblingWindowInSeconds()).isEqualTo(30);
      assertThat(now.destinationConfig().onFailure().destination()).isEqualTo(QUEUE);

      update(
          uuid,
          b ->
              b.maximumRetryAttempts(-1)
                  .maximumRecordAgeInSeconds(-1)
                  .tumblingWindowInSeconds(0)
                  .destinationConfig(to("")));
      GetEventSourceMappingResponse after = get(uuid);
      assertThat(after.parallelizationFactor()).isEqualTo(4);
      assertThat(after.functionResponseTypes())
          .containsExactly(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES);
      assertThat(after.maximumRetryAttempts()).isEqualTo(-1);
      assertThat(after.maximumRecordAgeInSeconds()).isEqualTo(-1);
      assertThat(after.tumblingWindowInSeconds()).isZero();
      assertThat(after.destinationConfig().onFailure().destination()).isNull();
    }

    @Test
    void aStreamMustBeThere() {
      invalid(
          "Stream not found: " + STREAM + "2",
          () -> create(b -> stream(b).eventSourceArn(STREAM + "2")));
      sources.streams.remove(CONSUMER);
      invalid(
          "Stream not found: " + CONSUMER, () -> create(b -> stream(b).eventSourceArn(CONSUMER)));
    }

    @Test
    void theRoleMustBeAllowedToReadTheStream() {
      for (String operation :
          List.of("DescribeStream", "ListShards", "GetShardIterator", "GetRecords")) {
        denied.clear();
        denied.add(operation);
        invalid(
            "Cannot access stream "
                + STREAM
                + ". Please ensure the role can perform the GetRecords, GetShardIterator,"
                + " DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.",
            () -> create(MappingApiTest::stream));
      }
      denied.clear();
      denied.add("SubscribeToShard");
      create(MappingApiTest::stream);
      assertThatThrownBy(() -> create(b -> stream(b).eventSourceArn(CONSUMER)))
          .hasMessageStartingWith("Cannot access stream " + CONSUMER);
    }

    @Test
    void aConsumerIsASourceOfItsOwn() {
      create(MappingApiTest::stream);
      create(b -> stream(b).eventSourceArn(CONSUMER));
      assertThat(mappings.list(HERE))
          .extracting(Mapping::source)
          .filteredOn(EventSource.Consumer.class::isInstance)
          .singleElement()
          .satisfies(
              source -> assertThat(((EventSource.Consumer) source).stream()).hasToString(STREAM));
    }

    @Test
    void aStreamAndAFunctionHaveOneMapping() {
      String uuid = create(MappingApiTest::stream).uuid();
      refused(
          "ResourceConflictException",
          "The event source arn (\" "
              + STREAM
              + " \") and function (\" worker \") provided mapping already exists. Please update or"
              + " delete the existing mapping with UUID "
              + uuid,
          () -> create(MappingApiTest::stream));
    }
  }

  @Nested
  class Permissions {
    @Test
    void theRoleMustBeAllowedToReadTheQueue() {
      for (String operation : List.of("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")) {
        denied.clear();
        denied.add(operation);
        invalid(
            "The function execution role does not have permissions to call "
                + operation
                + " on SQS",
            () -> create(b -> b.eventSourceArn(QUEUE)));
      }
      assertThat(mappings.list(HERE)).isEmpty();
    }

    @Test
    void sourcesAreAskedAsTheFunctionsRole() {
      create(b -> b.eventSourceArn(QUEUE));
      assertThat(callers).contains("arn:aws:sts::111111111111:assumed-role/r/worker").hasSize(2);
    }

    @Test
    void aSourceWhoseServiceIsNotThereIsRefusedClearly() {
      start(sources.sqs());
      invalid(
          "The event source cannot be read: kinesis:DescribeStream is not implemented yet in"
              + " Forebay.",
          () -> create(MappingApiTest::stream));
    }
  }

  @Nested
  class Functions {
    @Test
    void aMappingOfADeletedFunctionStaysAndCanBeDisabledAndDeleted() {
      String uuid = create(b -> b.eventSourceArn(QUEUE)).uuid();
      call(DeleteFunctionRequest.builder().functionName("worker").build());
      assertThat(get(uuid).state()).isEqualTo("Enabled");
      invalid("Function does not exist", () -> update(uuid, b -> b.batchSize(5)));
      update(uuid, b -> b.enabled(false));
      assertThat(get(uuid).state()).isEqualTo("Disabled");
      delete(uuid);
      assertThat(mappings.list(HERE)).isEmpty();
    }

    @Test
    void aMappingCanBeMovedToAnotherFunction() {
      function("other", 5);
      String uuid = create(b -> b.eventSourceArn(QUEUE)).uuid();
      update(uuid, b -> b.functionName("other"));
      assertThat(get(uuid).functionArn()).endsWith(":function:other");
      create(b -> b.eventSourceArn(QUEUE));
      refused(
          "ResourceConflictException",
          "An event source mapping with SQS arn (\" "
              + QUEUE
              + " \") and function (\" worker \") already exists.",
          () -> update(uuid, b -> b.functionName("worker")));
    }

    @Test
    void aQueueMustHideMessagesAsLongAsTheFunctionMayRun() {
      sources.queues.put("orders", 29);
      invalid(
          "Queue visibility timeout: 29 seconds is less than Function timeout: 30 seconds",
          () -> create(b -> b.eventSourceArn(QUEUE)));
    }
  }

  private static CreateEventSourceMappingRequest.Builder stream(
      CreateEventSourceMappingRequest.Builder builder) {
    return builder.eventSourceArn(STREAM).startingPosition(EventSourcePosition.TRIM_HORIZON);
  }

  private static DestinationConfig to(String arn) {
    return DestinationConfig.builder()
        .onFailure(OnFailure.builder().destination(arn).build())
        .build();
  }

  private void start(ServiceBinding... services) {
    FunctionApi functions =
        new FunctionApi(
            FunctionSettings.STANDARD,
            storage,
            folder,
            clock,
            random,
            CodeSource.NO_BUCKETS,
            ProvisionedCapacity.ON_FIRST_USE,
            ExecutionRoles.ANY);
    MappingApi api = new MappingApi(mappings, functions.catalog(), clock, random);
    ServiceBinding.Builder lambda = ServiceBinding.of("lambda");
    functions.register(lambda);
    api.register(lambda);
    List<ServiceBinding> all = new ArrayList<>(List.of(services));
    all.add(lambda.build());
    switchboard =
        new Switchboard(
            all,
            (context, service, operation, request) -> {
              callers.add(context.caller().name());
              return denied.contains(operation)
                  ? new Authorizer.Decision.Denied("denied by the test")
                  : new Authorizer.Decision.Allowed();
            });
    api.start(new RoleCalls(switchboard, URI.create("http://localhost:4566"), random));
  }

  private void function(String name, int timeout) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(code)) {
      zip.putNextEntry(new ZipEntry("handler.py"));
      zip.write("def handle(event, context): pass\n".getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    call(
        CreateFunctionRequest.builder()
            .functionName(name)
            .role(ROLE)
            .runtime("python3.12")
            .handler("handler.handle")
            .timeout(timeout)
            .code(c -> c.zipFile(SdkBytes.fromByteArray(code.toByteArray())))
            .build());
  }

  private CreateEventSourceMappingResponse create(
      Consumer<CreateEventSourceMappingRequest.Builder> request) {
    CreateEventSourceMappingRequest.Builder builder =
        CreateEventSourceMappingRequest.builder().functionName("worker");
    request.accept(builder);
    return (CreateEventSourceMappingResponse) call(builder.build());
  }

  private GetEventSourceMappingResponse get(String uuid) {
    return (GetEventSourceMappingResponse)
        call(GetEventSourceMappingRequest.builder().uuid(uuid).build());
  }

  private UpdateEventSourceMappingResponse update(
      String uuid, Consumer<UpdateEventSourceMappingRequest.Builder> request) {
    UpdateEventSourceMappingRequest.Builder builder =
        UpdateEventSourceMappingRequest.builder().uuid(uuid);
    request.accept(builder);
    return (UpdateEventSourceMappingResponse) call(builder.build());
  }

  private DeleteEventSourceMappingResponse delete(String uuid) {
    return (DeleteEventSourceMappingResponse)
        call(DeleteEventSourceMappingRequest.builder().uuid(uuid).build());
  }

  private SdkPojo call(SdkPojo request) {
    String name = request.getClass().getSimpleName();
    return switchboard.call(
        new CallContext(
            new Caller.Root(HERE.account()),
            HERE,
            RequestId.random(random),
            URI.create("http://localhost:4566"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        "lambda",
        name.substring(0, name.length() - "Request".length()),
        request);
  }

  private static void invalid(String message, Runnable call) {
    refused("InvalidParameterValueException", message, call);
  }

  private static void refused(String code, String message, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> {
              assertThat(error.code()).isEqualTo(code);
              assertThat(error.text()).startsWith(message);
            });
  }
}
