package dev.forebay.invocation;

import dev.forebay.function.FunctionApi;
import dev.forebay.function.FunctionSettings;
import dev.forebay.function.code.CodeSource;
import dev.forebay.function.concurrency.ProvisionedCapacity;
import dev.forebay.function.configuration.ExecutionRoles;
import dev.forebay.invocation.async.AsyncSettings;
import dev.forebay.invocation.destination.SwitchboardDeliveries;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import dev.forebay.model.activity.Pending;
import dev.forebay.model.trail.Step;
import dev.forebay.model.trail.Way;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import dev.forebay.wire.EventStream;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;

/** Functions and their invocation on a switchboard, over parts that the test chooses. */
final class Site implements AutoCloseable {
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-central-1"));
  static final String ARN = "arn:aws:lambda:eu-central-1:123456789012:function:";

  /** Thread-safe, as a server's is. */
  static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

  final Invocations invocations;
  final CatalogTargets targets;
  final Mailbox mailbox = new Mailbox();
  private final List<Note> notes = new CopyOnWriteArrayList<>();
  private final Switchboard switchboard;

  Site(StorageEngine engine, Path folder, Clock clock, Execution execution) {
    this(engine, folder, clock, execution, 1000);
  }

  Site(StorageEngine engine, Path folder, Clock clock, Execution execution, int accountLimit) {
    FunctionApi functions =
        new FunctionApi(
            new FunctionSettings(
                accountLimit,
                FunctionSettings.STANDARD.settleDelay(),
                FunctionSettings.STANDARD.codeGrace()),
            engine,
            folder.resolve("code"),
            clock,
            RANDOM,
            CodeSource.NO_BUCKETS,
            ProvisionedCapacity.ON_FIRST_USE,
            ExecutionRoles.ANY);
    this.targets = new CatalogTargets(functions.catalog(), functions.budget(), RANDOM);
    functions.listen(targets);
    this.invocations =
        new Invocations(
            targets,
            execution,
            engine,
            new AsyncSettings(accountLimit, AsyncSettings.STANDARD_RETRY_DELAY),
            new Invocations.Surroundings(clock, new SystemClock(), RANDOM, this::note));
    ServiceBinding.Builder lambda = ServiceBinding.of("lambda");
    functions.register(lambda);
    invocations.register(lambda);
    this.switchboard =
        new Switchboard(
            List.of(lambda.build(), mailbox.sqs(), mailbox.sns(), mailbox.events()),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
    invocations.start(
        new SwitchboardDeliveries(switchboard, URI.create("http://localhost:4566"), clock, RANDOM));
  }

  private void note(Way way, List<String> events, Step step) {
    notes.add(new Note(way, events, step));
  }

  private record Note(Way way, List<String> events, Step step) {}

  /** What happened to the event, step by step, in words. */
  List<String> texts(String event) {
    return notes.stream()
        .filter(note -> note.events().contains(event))
        .map(note -> note.step().text())
        .toList();
  }

  /** The ways that the event went by. */
  Set<Way> ways(String event) {
    return notes.stream()
        .filter(note -> note.events().contains(event))
        .map(Note::way)
        .collect(Collectors.toSet());
  }

  static CallContext context(Optional<String> trace) {
    return new CallContext(
        new Caller.Root(PLACE.account()),
        PLACE,
        RequestId.random(RANDOM),
        URI.create("http://localhost:4566"),
        Optional.empty(),
        trace,
        Optional.empty());
  }

  Switchboard switchboard() {
    return switchboard;
  }

  <O extends SdkPojo> O call(CallContext context, SdkPojo request, Class<O> response) {
    String name = request.getClass().getSimpleName();
    return response.cast(
        switchboard.call(
            context, "lambda", name.substring(0, name.length() - "Request".length()), request));
  }

  void call(SdkPojo request) {
    call(context(Optional.empty()), request, SdkPojo.class);
  }

  void stream(SdkPojo request, EventStream stream) {
    switchboard.stream(
        context(Optional.empty()), "lambda", "InvokeWithResponseStream", request, stream);
  }

  InvokeResponse invoke(InvokeRequest.Builder request) {
    return call(context(Optional.empty()), request.build(), InvokeResponse.class);
  }

  /** A request with a payload. */
  static InvokeRequest.Builder request(String function, String payload) {
    return InvokeRequest.builder().functionName(function).payload(SdkBytes.fromUtf8String(payload));
  }

  /** Makes a Python function of this source. */
  void create(String name, String python) {
    call(
        CreateFunctionRequest.builder()
            .functionName(name)
            .runtime("python3.12")
            .handler("app.handler")
            .role("arn:aws:iam::123456789012:role/lambda")
            .code(code -> code.zipFile(zip(python)))
            .build());
  }

  void update(String name, String python) {
    call(UpdateFunctionCodeRequest.builder().functionName(name).zipFile(zip(python)).build());
  }

  private static SdkBytes zip(String python) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("app.py"));
      zip.write(python.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SdkBytes.fromByteArray(bytes.toByteArray());
  }

  /**
   * Whether events are left and each of them waits for its time: none is on its way back to the
   * queue any more, so that the clock may be moved without a race.
   */
  boolean eventsWait(Instant now) {
    List<Pending> events =
        invocations.pending().stream()
            .filter(pending -> pending.what().startsWith("asynchronous events"))
            .toList();
    return !events.isEmpty()
        && events.stream()
            .allMatch(
                pending -> pending.what().endsWith("to be tried again") && !pending.isBefore(now));
  }

  static String text(InvokeResponse response) {
    return Bytes.copyOf(response.payload().asByteBuffer()).toUtf8();
  }

  /** Waits until it holds, twenty seconds at most. */
  static void eventually(BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || never.await(5, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it did not come to hold within twenty seconds");
      }
    }
  }

  @Override
  public void close() {
    invocations.close();
  }
}
