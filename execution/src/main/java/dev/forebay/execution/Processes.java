package dev.forebay.execution;

import dev.forebay.execution.api.FunctionApi;
import dev.forebay.execution.log.OutputPipe;
import dev.forebay.execution.log.PrintedLines;
import dev.forebay.execution.sandbox.SandboxSpec;
import dev.forebay.execution.sandbox.SandboxedProcess;
import dev.forebay.execution.sandbox.SandboxedProcess.Exit;
import dev.forebay.model.ByteSize;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of one life of an environment, and what they print: the runtime's and those of the
 * external extensions. Thread-safe.
 */
final class Processes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Processes.class);
  private static final Duration LOOK = Duration.ofHours(1);

  /** AWS's quota of processes and threads. */
  private static final int MOST_PROCESSES = 1024;

  /** One vCPU comes with so much memory. */
  private static final int MEGABYTES_OF_A_CORE = 1769;

  private record Printing(OutputPipe pipe, PrintedLines lines) {
    void drain() {
      pipe.drain();
      lines.flush();
    }
  }

  private record Beside(String name, SandboxedProcess process) {}

  private final Site site;
  private final Surroundings shared;
  private final Path opt;
  private final Map<String, String> variables;
  private final Printing printing;
  private final List<Printing> extensionsPrinting = new CopyOnWriteArrayList<>();
  private final List<Beside> extensions = new CopyOnWriteArrayList<>();
  private final SandboxedProcess runtime;

  private Processes(
      Site site,
      Surroundings shared,
      Path opt,
      Map<String, String> variables,
      Printing printing,
      SandboxedProcess runtime) {
    this.site = site;
    this.shared = shared;
    this.opt = opt;
    this.variables = variables;
    this.printing = printing;
    this.runtime = runtime;
  }

  /**
   * Starts the runtime's process, which is held before its init.
   *
   * @param runtimeApi host and port of the APIs as seen inside
   */
  static Processes start(Site site, Surroundings shared, String runtimeApi) throws IOException {
    Path opt = shared.opt().of(site.image().layers());
    Map<String, String> variables = variables(site, shared, runtimeApi);
    Path fifo = site.folder().freshFifo("runtime");
    PrintedLines lines = site.log().function();
    Printing printing = new Printing(shared.pump().open(fifo, lines), lines);
    try {
      SandboxedProcess runtime = shared.sandbox().start(spec(site, opt, variables, fifo));
      return new Processes(site, shared, opt, variables, printing, runtime);
    } catch (IOException | RuntimeException e) {
      printing.pipe().close();
      throw e;
    }
  }

  /**
   * Ends all processes and starts the runtime's again in the same sandbox, held before its init;
   * what is in {@code /tmp} stays. These processes are closed by the call, also when it fails.
   */
  Processes startAgain(String runtimeApi) throws IOException {
    Map<String, String> again = variables(site, shared, runtimeApi);
    closeExtensions();
    try {
      SandboxedProcess next = runtime.restart(again);
      drain();
      return new Processes(site, shared, opt, again, printing, next);
    } catch (IOException | RuntimeException e) {
      printing.pipe().close();
      throw e;
    }
  }

  private static Map<String, String> variables(Site site, Surroundings shared, String runtimeApi) {
    return FunctionVariables.of(
        site.image(),
        site.plan(),
        site.session(),
        site.log().stream(),
        runtimeApi,
        shared.settings().endpoint());
  }

  private static SandboxSpec spec(Site site, Path opt, Map<String, String> variables, Path output) {
    FunctionImage image = site.image();
    return new SandboxSpec(
        site.id(),
        site.plan().command(),
        variables,
        image.code(),
        opt,
        site.plan().mounts(),
        output,
        site.folder().control(),
        site.folder().tmp(),
        ByteSize.ofMebibytes(image.tmpMegabytes()),
        ByteSize.ofMebibytes(image.memoryMegabytes()),
        Math.max(1, image.memoryMegabytes() * 1000 / MEGABYTES_OF_A_CORE),
        MOST_PROCESSES,
        !site.plan().holdsItself());
  }

  /** Starts all external extensions; says whether there are any. */
  boolean startExtensions(FunctionApi api) throws IOException {
    List<Path> programs = extensionPrograms();
    List<String> names = programs.stream().map(path -> path.getFileName().toString()).toList();
    names.forEach(api::expectExtension);
    for (String name : names) {
      startExtension(name, api);
    }
    return !names.isEmpty();
  }

  private List<Path> extensionPrograms() throws IOException {
    Path folder = opt.resolve("extensions");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
          .sorted()
          .toList();
    }
  }

  private void startExtension(String name, FunctionApi api) throws IOException {
    Path output = site.folder().freshFifo("extension-" + extensionsPrinting.size());
    PrintedLines lines = site.log().extension();
    extensionsPrinting.add(new Printing(shared.pump().open(output, lines), lines));
    try {
      SandboxedProcess process =
          runtime.startBeside(
              List.of("/opt/extensions/" + name),
              FunctionVariables.forExtensions(variables),
              output);
      extensions.add(new Beside(name, process));
      Thread.ofVirtual().name("extension-watch").start(() -> watch(name, process, api));
    } catch (IOException e) {
      LOG.debug("extension {} of {} cannot be started", name, site.image().functionName(), e);
      api.extensionNotLaunched(name);
    }
  }

  private static void watch(String name, SandboxedProcess process, FunctionApi api) {
    try {
      boolean runs = true;
      while (runs) {
        runs = process.waitFor(LOOK).isEmpty();
      }
      api.extensionExited(name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the runtime begin its init. */
  void release() {
    runtime.release();
  }

  /** Waits for the end of the runtime's process. */
  Exit awaitExit() throws InterruptedException {
    while (true) {
      var exit = runtime.waitFor(LOOK);
      if (exit.isPresent()) {
        return exit.get();
      }
    }
  }

  /** Whether the runtime's process ends within the span. */
  boolean endsWithin(Duration span) throws InterruptedException {
    return runtime.waitFor(span).isPresent();
  }

  /** Asks the runtime to end. */
  void terminate() {
    runtime.terminate();
  }

  /** Waits for the named extensions to end; says whether they did. */
  boolean extensionsEndWithin(List<String> names, Duration span) throws InterruptedException {
    long end = shared.wall().nanoTime() + span.toNanos();
    for (Beside extension : extensions) {
      Duration left = Duration.ofNanos(Math.max(0, end - shared.wall().nanoTime()));
      if (names.contains(extension.name()) && extension.process().waitFor(left).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /** Hands on all that has been printed so far, unfinished lines too. */
  void drain() {
    printing.drain();
    extensionsPrinting.forEach(Printing::drain);
  }

  /** The peak memory gauge of the tree. */
  MemoryGauge memory() {
    return new MemoryGauge(runtime, shared.wall());
  }

  /** Connects to a port that one of the processes listens on. */
  SocketChannel connectInside(int port) throws IOException {
    return runtime.connectInside(port);
  }

  /** Stops the processes from running, where the machine can; says whether it did. */
  boolean freeze() {
    return runtime.freeze();
  }

  /** Undoes {@link #freeze}. */
  void thaw() {
    runtime.thaw();
  }

  /** Ends all processes at once. */
  @Override
  public void close() {
    closeExtensions();
    runtime.close();
    drain();
    printing.pipe().close();
  }

  private void closeExtensions() {
    extensions.forEach(extension -> extension.process().close());
    extensionsPrinting.forEach(Printing::drain);
    extensionsPrinting.forEach(one -> one.pipe().close());
  }
}
