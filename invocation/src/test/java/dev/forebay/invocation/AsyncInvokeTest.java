package dev.forebay.invocation;

import static dev.forebay.invocation.ScriptedExecution.answer;
import static dev.forebay.invocation.Site.eventually;
import static dev.forebay.invocation.Site.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.storage.rocksdb.RocksDbEngine;
import dev.forebay.wire.CallContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.DeleteFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.PutFunctionConcurrencyRequest;

class AsyncInvokeTest {
  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final StorageEngine engine = MemoryEngine.open(clock);
  private final ScriptedExecution functions = new ScriptedExecution();
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(engine, folder, clock, functions, 120);
    site.create("fn", "");
    site.create("other", "");
  }

  @AfterEach
  void close() {
    site.close();
    engine.close();
  }

  private void send(String function, String payload) {
    assertThat(
            site.invoke(request(function, payload).invocationType(InvocationType.EVENT))
                .statusCode())
        .isEqualTo(202);
  }

  private List<String> payloads() {
    return functions.events.stream().map(event -> event.payload().toUtf8()).toList();
  }

  private long waiting(String function) {
    return engine.queue("async/" + Site.PLACE + "/" + function).depth(clock.now()).visible();
  }

  /** Waits until so many attempts have not run the function and the event waits for the next. */
  private void retried(long attempts) throws InterruptedException {
    eventually(
        () -> site.invocations.asyncCounts().retried() == attempts && site.eventsWait(clock.now()));
  }

  /** Lets one event of the function run at a time, and has one run until told to end. */
  private CountDownLatch occupy() throws InterruptedException {
    CountDownLatch leave = new CountDownLatch(1);
    functions.play((image, event, sink) -> {
      if (event.payload().toUtf8().equals("\"occupy\"")) {
        leave.await();
      }
      return answer("1");
    });
    site.call(
        PutFunctionConcurrencyRequest.builder()
            .functionName("fn")
            .reservedConcurrentExecutions(1)
            .build());
    Thread.startVirtualThread(() -> site.invoke(request("fn", "\"occupy\"")));
    eventually(() -> functions.running.get() == 1);
    return leave;
  }

  @Test
  void anAcceptedEventRunsOnceWithTheIdOfItsRequest() throws InterruptedException {
    CallContext context = Site.context(Optional.empty());
    site.call(
        context,
        request("fn", "{\"n\":1}").invocationType(InvocationType.EVENT).build(),
        InvokeResponse.class);
    eventually(() -> site.invocations.asyncCounts().succeeded() == 1);
    Invocation event = functions.events.getFirst();
    assertThat(event.requestId()).isEqualTo(context.requestId());
    assertThat(event.payload().toUtf8()).isEqualTo("{\"n\":1}");
    clock.advance(Duration.ofHours(7));
    assertThat(functions.events).hasSize(1);
    assertThat(waiting("fn")).isZero();
  }

  @Test
  void theOlderInvokeAsyncDoesTheSame() throws InterruptedException {
    site.call(
        InvokeAsyncRequest.builder()
            .functionName("fn")
            .invokeArgs(SdkBytes.fromUtf8String("[1]"))
            .build());
    eventually(() -> payloads().equals(List.of("[1]")));
  }

  @Test
  void aSystemErrorIsTriedAgainAfterOneTwoAndFourSecondsWithTheSameId()
      throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    functions.play((image, event, sink) ->
        tries.incrementAndGet() < 4 ? new InvocationOutcome.NotRun("no room") : answer("1"));
    send("fn", "1");
    for (int n = 1; n < 4; n++) {
      int retries = n;
      retried(retries);
      clock.advance(Duration.ofSeconds(1L << (n - 1)).minusMillis(1));
      assertThat(tries.get()).isEqualTo(n);
      clock.advance(Duration.ofMillis(1));
      eventually(() -> tries.get() == retries + 1);
    }
    eventually(() -> site.invocations.asyncCounts().succeeded() == 1);
    assertThat(functions.events)
        .extracting(Invocation::requestId)
        .hasSize(4)
        .containsOnly(functions.events.getFirst().requestId());
  }

  @Test
  void anEventThatNeverGetsConcurrencyIsGivenUpAfterSixHours() throws InterruptedException {
    CountDownLatch leave = occupy();
    send("fn", "1");
    retried(1);
    for (int i = 0; i < 80 && site.invocations.asyncCounts().dropped() == 0; i++) {
      long before = site.invocations.asyncCounts().retried();
      clock.advance(Duration.ofMinutes(5));
      eventually(() ->
          site.invocations.asyncCounts().dropped() == 1
              || (site.invocations.asyncCounts().retried() > before
                  && site.eventsWait(clock.now())));
    }
    assertThat(site.invocations.asyncCounts().dropped()).isEqualTo(1);
    assertThat(Duration.between(Instant.parse("2026-11-21T10:00:00Z"), clock.now()))
        .isBetween(Duration.ofMinutes(355), Duration.ofMinutes(360));
    assertThat(payloads()).containsExactly("\"occupy\"");
    leave.countDown();
  }

  @Test
  void aSlowFunctionDoesNotDelayAnother() throws InterruptedException {
    CountDownLatch leave = new CountDownLatch(1);
    functions.play((image, event, sink) -> {
      if (image.functionName().equals("fn")) {
        leave.await();
      }
      return answer("1");
    });
    for (int i = 0; i < 119; i++) {
      send("fn", Integer.toString(i));
    }
    eventually(() -> functions.running.get() == 119);
    for (int i = 0; i < 100; i++) {
      send("other", Integer.toString(i));
    }
    for (int i = 0; i < 200 && site.invocations.asyncCounts().succeeded() < 100; i++) {
      clock.advance(Duration.ofSeconds(1));
      long before = site.invocations.asyncCounts().succeeded();
      eventuallyOrNot(before);
    }
    assertThat(site.invocations.asyncCounts().succeeded()).isEqualTo(100);
    assertThat(functions.running.get()).isEqualTo(119);
    leave.countDown();
    eventually(() -> site.invocations.asyncCounts().succeeded() == 219);
    assertThat(functions.events).hasSize(219);
  }

  private void eventuallyOrNot(long before) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMillis(100).toNanos();
    eventually(
        () -> site.invocations.asyncCounts().succeeded() > before || System.nanoTime() > deadline);
  }

  @Test
  void neverMoreRunThanTheAccountAllowsAndAllRunInTheEnd() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      send("fn", Integer.toString(i));
    }
    for (int i = 0; i < 2000 && site.invocations.asyncCounts().succeeded() < 500; i++) {
      long before = site.invocations.asyncCounts().succeeded();
      clock.advance(Duration.ofSeconds(1));
      eventuallyOrNot(before);
    }
    assertThat(site.invocations.asyncCounts().succeeded()).isEqualTo(500);
    assertThat(functions.events).extracting(Invocation::requestId).doesNotHaveDuplicates();
    assertThat(functions.most.get()).isLessThanOrEqualTo(120);
  }

  @Test
  void aQueuedEventRunsTheCodeThatIsThereWhenItsTurnComes() throws InterruptedException {
    CountDownLatch leave = occupy();
    send("fn", "1");
    retried(1);
    site.update("fn", "changed = True");
    leave.countDown();
    eventually(() -> site.invocations.running(Site.PLACE) == 0);
    clock.advance(Duration.ofSeconds(1));
    eventually(() -> site.invocations.asyncCounts().succeeded() == 1);
    site.invoke(request("fn", "2"));
    assertThat(payloads()).containsExactly("\"occupy\"", "1", "2");
    assertThat(functions.images.get(1).revision())
        .isEqualTo(functions.images.get(2).revision())
        .isNotEqualTo(functions.images.get(0).revision());
  }

  @Test
  void theEventsOfAFunctionWithNoConcurrencyAtAllAreGivenUpAtOnce() throws InterruptedException {
    site.call(
        PutFunctionConcurrencyRequest.builder()
            .functionName("fn")
            .reservedConcurrentExecutions(0)
            .build());
    send("fn", "1");
    eventually(() -> site.invocations.asyncCounts().dropped() == 1);
    assertThat(functions.events).isEmpty();
  }

  @Test
  void theEventsOfADeletedFunctionAreGivenUp() throws InterruptedException {
    CountDownLatch leave = occupy();
    send("fn", "1");
    retried(1);
    site.call(DeleteFunctionRequest.builder().functionName("fn").build());
    clock.advance(Duration.ofSeconds(1));
    eventually(() -> site.invocations.asyncCounts().dropped() == 1);
    assertThat(payloads()).containsExactly("\"occupy\"");
    leave.countDown();
  }

  @Test
  void anEventThatRunsForLongIsNotHandedOutTwice() throws InterruptedException {
    CountDownLatch leave = new CountDownLatch(1);
    functions.play((image, event, sink) -> {
      leave.await();
      return answer("1");
    });
    send("fn", "1");
    eventually(() -> functions.running.get() == 1);
    clock.advance(Duration.ofMinutes(10));
    send("fn", "2");
    eventually(() -> functions.running.get() == 2);
    leave.countDown();
    eventually(() -> site.invocations.asyncCounts().succeeded() == 2);
    clock.advance(Duration.ofMinutes(10));
    assertThat(functions.events).hasSize(2);
  }

  @Test
  void whatWasAcceptedRunsAfterARestart(@TempDir Path data) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    ScriptedExecution stuck = new ScriptedExecution();
    stuck.play((image, event, sink) -> {
      never.await();
      return answer("1");
    });
    SystemClock wall = new SystemClock();
    try (StorageEngine disk = RocksDbEngine.open(data.resolve("data"), Durability.FSYNC, wall);
        Site first = new Site(disk, data, wall, stuck)) {
      first.create("fn", "");
      for (int i = 0; i < 10; i++) {
        first.invoke(request("fn", Integer.toString(i)).invocationType(InvocationType.EVENT));
      }
      eventually(() -> stuck.running.get() == 10);
    }
    ScriptedExecution again = new ScriptedExecution();
    try (StorageEngine disk = RocksDbEngine.open(data.resolve("data"), Durability.FSYNC, wall);
        Site second = new Site(disk, data, wall, again)) {
      eventually(() -> second.invocations.asyncCounts().succeeded() == 10);
      assertThat(again.events)
          .extracting(Invocation::requestId)
          .containsExactlyInAnyOrderElementsOf(
              stuck.events.stream().map(Invocation::requestId).toList());
    }
  }
}
