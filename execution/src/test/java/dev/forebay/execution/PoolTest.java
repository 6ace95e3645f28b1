package dev.forebay.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.execution.EnvironmentSettings.Limits;
import dev.forebay.execution.InvocationOutcome.NotRun;
import dev.forebay.execution.InvocationOutcome.Succeeded;
import dev.forebay.model.ByteSize;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolTest {
  private static final String PID = "import os\ndef handler(event, context): return os.getpid()";
  private static final String SLEEPS =
      "import os, time\ndef handler(event, context):\n  time.sleep(event)\n  return os.getpid()";

  @TempDir Path folder;
  private final List<Rig> rigs = new ArrayList<>();

  private Rig rig(Limits limits) {
    return opened(new Rig(folder, usual -> limits));
  }

  private Rig opened(Rig rig) {
    rigs.add(rig);
    return rig;
  }

  @AfterEach
  void close() {
    rigs.forEach(Rig::close);
  }

  private static Limits limits(int megabytes, int spares) {
    return new Limits(
        ByteSize.ofMebibytes(megabytes),
        Duration.ofMillis(300),
        Duration.ofMinutes(10),
        Optional.empty(),
        spares,
        Duration.ofSeconds(10));
  }

  private static String answer(InvocationOutcome outcome) {
    assertThat(outcome).isInstanceOf(Succeeded.class);
    return ((Succeeded) outcome).payload().toUtf8();
  }

  private static List<InvocationOutcome> allOf(int count, Callable<InvocationOutcome> invoke)
      throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InvocationOutcome>> futures =
          IntStream.range(0, count).mapToObj(i -> executor.submit(invoke)).toList();
      List<InvocationOutcome> outcomes = new ArrayList<>();
      for (Future<InvocationOutcome> future : futures) {
        outcomes.add(future.get());
      }
      return outcomes;
    }
  }

  @Test
  void eventsAtTheSameTimeRunInEnvironmentsOfTheirOwn() throws Exception {
    Rig rig = rig(limits(4096, 0));
    FunctionImage image = rig.function("wide").python(SLEEPS).image();

    List<InvocationOutcome> outcomes = allOf(4, () -> rig.invoke(image, "0.5"));

    assertThat(outcomes.stream().map(PoolTest::answer).distinct()).hasSize(4);
    rig.await("idleness", () -> rig.environments.counts().idle() == 4);
  }

  @Test
  void aMachineWithoutMemoryEvictsWhatHasBeenIdleLongest() {
    Rig rig = rig(limits(512, 0));
    FunctionImage first = rig.function("first").python(PID).image();
    FunctionImage second = rig.function("second").python(PID).image();
    FunctionImage third = rig.function("third").python(PID).image();

    String one = answer(rig.invoke(first, "1"));
    String two = answer(rig.invoke(second, "1"));
    String three = answer(rig.invoke(third, "1"));

    assertThat(rig.environments.counts().evictions()).isEqualTo(1);
    assertThat(answer(rig.invoke(second, "1"))).isEqualTo(two);
    assertThat(answer(rig.invoke(third, "1"))).isEqualTo(three);
    assertThat(answer(rig.invoke(first, "1"))).isNotEqualTo(one);
  }

  @Test
  void anEventForWhichNoMemoryComesFreeIsNotRun() throws Exception {
    Rig rig = rig(limits(256, 0));
    FunctionImage sleeper = rig.function("sleeper").python(SLEEPS).image();
    FunctionImage huge = rig.function("huge").python(PID).memory(512).image();

    List<InvocationOutcome> outcomes = allOf(2, () -> rig.invoke(sleeper, "1"));

    assertThat(outcomes).filteredOn(outcome -> outcome instanceof NotRun).hasSize(1);
    assertThat(((NotRun) rig.invoke(huge, "1")).reason())
        .isEqualTo(
            "execution.memory allows 256 MiB for all environments, 256 are taken, and huge needs"
                + " 512");
  }

  @Test
  void anEventWaitsForMemoryThatComesFreeInTime() throws Exception {
    Rig rig =
        rig(
            new Limits(
                ByteSize.ofMebibytes(256),
                Duration.ofSeconds(20),
                Duration.ofMinutes(10),
                Optional.empty(),
                0,
                Duration.ofSeconds(10)));
    FunctionImage sleeper = rig.function("sleeper").python(SLEEPS).image();

    assertThat(allOf(3, () -> rig.invoke(sleeper, "0.1")).stream().map(PoolTest::answer).distinct())
        .hasSize(1);
  }

  @Test
  void anEnvironmentThatIsIdleTooLongIsReclaimed() throws IOException {
    VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T10:00:00Z"));
    Rig rig =
        opened(new Rig(folder, SandboxKind.PROCESS.sandbox(), clock, usual -> limits(4096, 0)));
    FunctionImage image = rig.function("idle").python(PID).image();
    String pid = answer(rig.invoke(image, "1"));
    rig.await("idleness", () -> rig.environments.counts().idle() == 1);

    clock.advance(Duration.ofMinutes(9));
    assertThat(rig.environments.counts().idle()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(2));

    assertThat(rig.environments.counts().idle()).isZero();
    assertThat(rig.environments.counts().reclaimed()).isEqualTo(1);
    assertThat(rig.environments.counts().memoryMegabytes()).isZero();
    rig.await("the end of the process", () -> !Files.exists(Path.of("/proc", pid)));
  }

  @Test
  void credentialsThatAreAboutToEndRecycleTheEnvironment() {
    VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T10:00:00Z"));
    Rig rig =
        opened(
            new Rig(
                folder,
                SandboxKind.PROCESS.sandbox(),
                clock,
                usual ->
                    new Limits(
                        usual.memory(),
                        usual.waitForMemory(),
                        Duration.ofDays(1),
                        Optional.empty(),
                        0,
                        usual.initTimeout())));
    FunctionImage image = rig.function("idle").python(PID).image();
    String pid = answer(rig.invoke(image, "1"));
    rig.await("idleness", () -> rig.environments.counts().idle() == 1);

    clock.advance(Duration.ofMinutes(50));
    assertThat(answer(rig.invoke(image, "1"))).isEqualTo(pid);
    rig.await("idleness", () -> rig.environments.counts().idle() == 1);
    clock.advance(Duration.ofMinutes(9));

    assertThat(answer(rig.invoke(image, "1"))).isNotEqualTo(pid);
  }

  @Test
  void anotherRevisionGetsNewEnvironmentsAndTheOldOnesEnd() {
    Rig rig = rig(limits(4096, 0));
    Rig.Draft function = rig.function("changing").python(PID);
    String pid = answer(rig.invoke(function.image("1"), "1"));

    String other = answer(rig.invoke(function.image("2"), "1"));

    assertThat(other).isNotEqualTo(pid);
    rig.await("the end of the process", () -> !Files.exists(Path.of("/proc", pid)));
    rig.environments.retire(Rig.PLACE, "changing", "$LATEST", "3");
    rig.await("the end of the process", () -> !Files.exists(Path.of("/proc", other)));
  }

  @Test
  void aDroppedFunctionsEventMayEndAndItsEnvironmentsGo() throws Exception {
    Rig rig = rig(limits(4096, 0));
    FunctionImage image = rig.function("gone").python(SLEEPS).image();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<InvocationOutcome> running = executor.submit(() -> rig.invoke(image, "1"));
      rig.await("the event", () -> rig.log("gone").toString().contains("START RequestId"));

      rig.environments.drop(Rig.PLACE, "gone");

      assertThat(answer(running.get())).isNotEmpty();
    }
    rig.await("the end", () -> rig.environments.counts().memoryMegabytes() == 0);
    assertThat(rig.environments.counts().idle()).isZero();
  }

  @Test
  void aResetEndsBusyEnvironmentsToo() throws Exception {
    Rig rig = rig(limits(4096, 1));
    FunctionImage image = rig.function("busy").python(SLEEPS).image();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<InvocationOutcome> running = executor.submit(() -> rig.invoke(image, "9"));
      rig.await("the event", () -> rig.log("busy").toString().contains("START RequestId"));

      rig.environments.reset();

      assertThat(running.get()).isInstanceOf(InvocationOutcome.FunctionFailed.class);
    }
    assertThat(rig.environments.counts().memoryMegabytes()).isZero();
    assertThat(answer(rig.invoke(image, "0"))).isNotEmpty();
  }

  @Test
  void aSpareMakesTheNextColdStartWithoutBeingInitialisedBefore() throws Exception {
    Rig rig = rig(limits(4096, 2));
    FunctionImage image = rig.function("spared").python("print('importing')\n" + SLEEPS).image();
    rig.invoke(image, "0");
    rig.await("a spare", () -> rig.environments.counts().spares() == 1);
    awaitImports(rig, 1);

    allOf(2, () -> rig.invoke(image, "0.5"));

    assertThat(rig.environments.counts().spareStarts()).isEqualTo(1);
    rig.await("another spare", () -> rig.environments.counts().spares() == 1);
    awaitImports(rig, 2);
    assertThat(rig.log("spared")).filteredOn("importing"::equals).hasSize(2);
  }

  private static void awaitImports(Rig rig, int times) {
    rig.await(
        times + " inits",
        () -> rig.log("spared").stream().filter("importing"::equals).count() == times);
  }

  @Test
  void sparesAreBoundedAndGiveWayToEvents() {
    Rig rig = rig(limits(768, 1));
    FunctionImage first = rig.function("first").python(PID).image();
    FunctionImage second = rig.function("second").python(PID).image();
    rig.invoke(first, "1");
    rig.await("a spare", () -> rig.environments.counts().spares() == 1);
    rig.invoke(second, "1");
    rig.await("quiet", () -> rig.environments.counts().idle() == 2);

    assertThat(rig.environments.counts().spares()).isLessThanOrEqualTo(1);
    assertThat(rig.environments.counts().memoryMegabytes()).isLessThanOrEqualTo(768);
  }

  @Test
  void aPreparedFunctionsFirstEventTakesTheSpare() {
    Rig rig = rig(limits(4096, 2));
    FunctionImage image = rig.function("ready").python(PID).image();
    rig.environments.prepare(image);
    rig.await("a spare", () -> rig.environments.counts().spares() == 1);

    InvocationOutcome outcome = rig.invoke(image, "1");

    assertThat(answer(outcome)).isNotEmpty();
    assertThat(rig.environments.counts().spareStarts()).isEqualTo(1);
    assertThat(((Succeeded) outcome).report().init()).isPresent();
  }

  @Test
  void provisionedEnvironmentsAreInitialisedAheadAndKept() throws Exception {
    VirtualClock clock = new VirtualClock(Instant.parse("2026-11-21T10:00:00Z"));
    Rig rig =
        opened(new Rig(folder, SandboxKind.PROCESS.sandbox(), clock, usual -> limits(4096, 0)));
    FunctionImage image =
        rig.function("warm")
            .python(
                """
                import os
                print("importing")
                def handler(event, context):
                    if event == "die": os._exit(1)
                    return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
                """)
            .image();

    assertThat(rig.environments.prewarm(image, 2).ready()).isEqualTo(2);
    rig.await("two inits", () -> rig.log("warm").stream().filter("importing"::equals).count() == 2);
    clock.advance(Duration.ofMinutes(30));

    InvocationOutcome outcome = rig.invoke(image, "1");
    assertThat(answer(outcome)).isEqualTo("\"provisioned-concurrency\"");
    assertThat(((Succeeded) outcome).report().init()).isEmpty();
    rig.invoke(image, "\"die\"");
    rig.await("two again", () -> rig.environments.counts().idle() == 2);
    rig.await(
        "a third init", () -> rig.log("warm").stream().filter("importing"::equals).count() == 3);

    assertThat(rig.environments.prewarm(image, 0).ready()).isZero();
    assertThat(rig.environments.counts().idle()).isZero();
  }

  @Test
  void provisionedEnvironmentsWhoseInitFailsAreNotReady() throws Exception {
    Rig rig = rig(limits(4096, 0));
    FunctionImage image = rig.function("bad").python("raise Exception('no')").image();

    Environments.Prewarmed prewarmed = rig.environments.prewarm(image, 1);

    assertThat(prewarmed.ready()).isZero();
    assertThat(prewarmed.failure())
        .hasValueSatisfying(text -> assertThat(text).contains("Exception"));
    assertThat(rig.environments.counts().memoryMegabytes()).isZero();
  }

  @Test
  void twoHundredEventsAreInFlightAtOnce() throws Exception {
    Rig rig = rig(limits(256 * 1024, 0));
    int count = Integer.getInteger("forebay.inFlight", 200);
    FunctionImage image =
        rig.function("many")
            .bootstrap(RawRuntime.BASH + MANY)
            .timeout(Duration.ofMinutes(2))
            .image();
    Path gate = folder.resolve("gate");
    assertThat(new ProcessBuilder("mkfifo", gate.toString()).start().waitFor()).isZero();

    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InvocationOutcome>> futures =
          IntStream.range(0, count)
              .mapToObj(i -> executor.submit(() -> rig.invoke(image, gate.toString())))
              .toList();
      rig.await("all in flight", Duration.ofSeconds(100), () -> started(rig) == count);
      try (OutputStream open = Files.newOutputStream(gate)) {
        open.write("go\n".repeat(count).getBytes(StandardCharsets.US_ASCII));
        for (Future<InvocationOutcome> future : futures) {
          assertThat(answer(future.get())).isEqualTo("ok");
        }
      }
    }
    assertThat(rig.environments.counts().coldStarts()).isEqualTo(count);
  }

  private static long started(Rig rig) {
    return rig.log("many").stream().filter(line -> line.startsWith("in flight")).count();
  }

  /** Answers once it has read a line from the FIFO that the event names. */
  private static final String MANY =
      """
      handle() {
        echo "in flight"
        read -r line < "$1"
        answer=ok
      }
      serve
      """;

  @Test
  void anIdleEnvironmentIsFrozenAndThawsForItsNextEvent() throws Exception {
    Rig rig =
        opened(
            new Rig(
                folder,
                SandboxKind.BUBBLEWRAP,
                usual ->
                    new Limits(
                        usual.memory(),
                        usual.waitForMemory(),
                        usual.idle(),
                        Optional.of(Duration.ofMillis(50)),
                        0,
                        usual.initTimeout())));
    FunctionImage image =
        rig.function("ticking")
            .python(
                """
                import threading, time
                ticks = 0
                def tick():
                    global ticks
                    while True:
                        time.sleep(0.01)
                        ticks += 1
                threading.Thread(target=tick, daemon=True).start()
                def handler(event, context):
                    time.sleep(event)
                    return ticks
                """)
            .image();
    int first = Integer.parseInt(answer(rig.invoke(image, "0.1")));
    rig.await("freezing", () -> rig.environments.counts().frozen() == 1);
    var still = new CountDownLatch(1);
    new SystemClock().schedule(Instant.now().plusSeconds(1), still::countDown);
    still.await();

    int second = Integer.parseInt(answer(rig.invoke(image, "0")));

    assertThat(first).isPositive();
    assertThat(second - first).as("ticks in a second of frost").isLessThan(60);
  }

  @Test
  void nothingIsLeftAfterTheEnd() throws Exception {
    int threads = pumps();
    Rig rig = new Rig(folder, usual -> limits(4096, 2));
    FunctionImage image =
        rig.function("traces")
            .python("import os\ndef handler(event, context): return os.getpid()")
            .image();
    List<String> pids =
        allOf(5, () -> rig.invoke(image, "1")).stream().map(PoolTest::answer).toList();
    rig.await("a spare", () -> rig.environments.counts().spares() == 1);

    rig.close();

    rig.await(
        "the end of all processes",
        () -> pids.stream().noneMatch(pid -> Files.exists(Path.of("/proc", pid))));
    assertThat(folder.resolve("run")).doesNotExist();
    rig.await(
        "the end of all children", () -> ProcessHandle.current().children().findAny().isEmpty());
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertThat(descriptors.map(PoolTest::target))
          .noneMatch(target -> target.contains(folder.toString()));
    }
    assertThat(pumps()).isLessThanOrEqualTo(threads);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** The platform threads that environments have. */
  private static int pumps() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("output-pump"))
            .count();
  }
}
