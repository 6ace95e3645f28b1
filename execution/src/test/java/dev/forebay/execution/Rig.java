package dev.forebay.execution;

import dev.forebay.execution.EnvironmentSettings.Limits;
import dev.forebay.execution.runtime.RuntimeSettings;
import dev.forebay.execution.runtime.Runtimes;
import dev.forebay.execution.sandbox.Sandbox;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Environments with real processes, for tests. */
final class Rig implements AutoCloseable {
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("123456789012"), new Region("eu-west-1"));

  /** One for all tests: looking for interpreters takes long. */
  private static final Runtimes RUNTIMES =
      new Runtimes(
          new RuntimeSettings(
              Path.of("target", "test-bootstraps").toAbsolutePath(),
              Path.of("target", "java-client").toAbsolutePath(),
              RuntimeSettings.Versions.NEAREST,
              System.getenv()));

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final Path folder;
  final Map<String, List<String>> lines = new ConcurrentHashMap<>();
  final Clock clock;
  private final Semaphore gate = new Semaphore(1);
  private final AtomicInteger numbers = new AtomicInteger();
  private final Clock wall = new SystemClock();
  private final SplittableRandom random = new SplittableRandom(4711);
  final Environments environments;

  Rig(Path folder, SandboxKind kind) {
    this(folder, kind.sandbox(), new SystemClock(), limits -> limits);
  }

  Rig(Path folder, SandboxKind kind, UnaryOperator<Limits> change) {
    this(folder, kind.sandbox(), new SystemClock(), change);
  }

  Rig(Path folder, UnaryOperator<Limits> change) {
    this(folder, SandboxKind.PROCESS, change);
  }

  Rig(Path folder, Sandbox sandbox, Clock clock, UnaryOperator<Limits> change) {
    this.folder = folder;
    this.clock = clock;
    Limits quiet =
        new Limits(
            Limits.DEFAULT.memory(),
            Limits.DEFAULT.waitForMemory(),
            Limits.DEFAULT.idle(),
            Optional.empty(),
            0,
            Limits.DEFAULT.initTimeout());
    environments =
        new Environments(
            sandbox,
            RUNTIMES,
            this::append,
            (place, role, session) ->
                new RoleCredentials.Session(
                    "ASIATEST", "secret", "token", clock.now().plus(Duration.ofHours(1))),
            clock,
            random,
            new EnvironmentSettings(
                folder.resolve("run"), URI.create("http://127.0.0.1:4566"), change.apply(quiet)));
  }

  private void append(LogSink.LogStreamName stream, List<LogSink.LogEvent> events) {
    gate.acquireUninterruptibly();
    gate.release();
    lines
        .computeIfAbsent(
            stream.group() + " " + stream.stream(), key -> new CopyOnWriteArrayList<>())
        .addAll(events.stream().map(LogSink.LogEvent::message).toList());
  }

  /** Lets the sink block. */
  void holdLogs() {
    gate.acquireUninterruptibly();
  }

  /** Undoes {@link #holdLogs}. */
  void letLogsGo() {
    gate.release();
  }

  /** A function in the making, with its code in a folder of its own. */
  Draft function(String name) {
    return new Draft(name);
  }

  final class Draft {
    private final String name;
    private final Path code;
    private String runtime = "provided.al2023";
    private String handler = "index.handler";
    private int memory = 256;
    private Duration timeout = Duration.ofSeconds(10);
    private Map<String, String> environment = Map.of();
    private List<Path> layers = List.of();
    private FunctionImage.Logging logging;
    private String initialization = "on-demand";

    private Draft(String name) {
      this.name = name;
      this.code = folder.resolve("code-" + numbers.incrementAndGet());
      this.logging =
          new FunctionImage.Logging(
              "/aws/lambda/" + name, false, Optional.empty(), Optional.empty());
    }

    Draft python(String source) {
      runtime = "python3.11";
      return file("index.py", source);
    }

    Draft node(String source) {
      runtime = "nodejs20.x";
      return file("index.js", source);
    }

    /** A custom runtime, in Python, with the given source of its bootstrap. */
    Draft bootstrap(String source) {
      return file("bootstrap", source);
    }

    Draft file(String path, String content) {
      write(code.resolve(path), content);
      return this;
    }

    Draft memory(int megabytes) {
      memory = megabytes;
      return this;
    }

    Draft timeout(Duration span) {
      timeout = span;
      return this;
    }

    Draft environment(Map<String, String> variables) {
      environment = variables;
      return this;
    }

    /** A layer that holds one executable file. */
    Draft layer(String path, String content) {
      Path layer = folder.resolve("layer-" + numbers.incrementAndGet());
      write(layer.resolve(path), content);
      layers = Stream.concat(layers.stream(), Stream.of(layer)).toList();
      return this;
    }

    Draft logging(FunctionImage.Logging wanted) {
      logging = wanted;
      return this;
    }

    Draft provisioned() {
      initialization = "provisioned-concurrency";
      return this;
    }

    FunctionImage image() {
      return image("1");
    }

    FunctionImage image(String revision) {
      try {
        Files.createDirectories(code);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new FunctionImage(
          PLACE,
          name,
          "$LATEST",
          revision,
          runtime,
          handler,
          "arn:aws:iam::123456789012:role/" + name,
          memory,
          timeout,
          512,
          environment,
          code,
          layers,
          logging,
          initialization);
    }
  }

  private static void write(Path file, String content) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  InvocationOutcome invoke(FunctionImage image, String payload) {
    return invoke(image, payload, Optional.empty());
  }

  InvocationOutcome invoke(FunctionImage image, String payload, Optional<ResponseSink> sink) {
    try {
      return environments.invoke(image, invocation(image, payload), sink);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Invocation invocation(FunctionImage image, String payload) {
    RequestId id;
    synchronized (random) {
      id = RequestId.random(random);
    }
    return new Invocation(
        id,
        Bytes.utf8(payload),
        "arn:aws:lambda:eu-west-1:123456789012:function:" + image.functionName(),
        Optional.of("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"),
        Optional.empty(),
        Optional.empty());
  }

  /** The log lines of a function, of all its streams. */
  List<String> log(String name) {
    return lines.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("/aws/lambda/" + name + " "))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  /** Waits until the condition holds. */
  void await(String what, BooleanSupplier condition) {
    await(what, PATIENCE, condition);
  }

  void await(String what, Duration patience, BooleanSupplier condition) {
    long end = wall.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (wall.nanoTime() > end) {
        throw new AssertionError("in vain: " + what + "; the logs are " + lines);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() {
    environments.close();
  }
}
