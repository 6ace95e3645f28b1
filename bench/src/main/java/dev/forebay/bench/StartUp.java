package dev.forebay.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Starts through the launcher, with and without its AOT cache, on an empty and on a used data
 * folder: time and CPU until the first signed call is answered, memory when idle; then the time
 * that a reset takes. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'server/target/dist/lib/*:bench/target/*' dev.forebay.bench.StartUp</pre>
 */
public final class StartUp {
  private static final int STARTS = 10;

  /** Memory is looked at in the first so many starts of a row, since that takes its time. */
  private static final int WEIGHED = 3;

  private static final int INVOKES = 200;
  private static final int RESETS = 200;
  private static final Duration IDLE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final byte[] EVENT = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);

  private final Path launcher = Path.of("forebay").toAbsolutePath();
  private final Path scratch;

  private StartUp(Path scratch) {
    this.scratch = scratch;
  }

  /** Runs all rows. */
  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createTempDirectory("forebay-bench");
    StartUp bench = new StartUp(scratch);
    try {
      System.out.printf(
          "| %d starts, median (min) | first ListFunctions, ms | then GetFunction 404, ms | CPU until then, ms | resident after %d s idle, MiB | after %d invokes more, MiB |%n|---|---|---|---|---|---|%n",
          STARTS, IDLE.toSeconds(), INVOKES);
      for (Cache cache : Cache.values()) {
        bench.row(cache, Folder.EMPTY);
        bench.row(cache, Folder.USED);
      }
      bench.resets();
    } finally {
      delete(scratch);
    }
  }

  private enum Cache {
    MADE("AOT cache", ""),
    // What -XX:AOTCache names is then left alone.
    UNUSED("no AOT cache", "-XX:AOTMode=off");

    private final String words;
    private final String option;

    Cache(String words, String option) {
      this.words = words;
      this.option = option;
    }
  }

  private enum Folder {
    EMPTY,
    USED
  }

  /** Times in milliseconds from the start; CPU time of the process and its children. */
  private record Answered(double list, double absent, double cpu) {}

  private record Started(Contender server, Answered answered) {}

  private void row(Cache cache, Folder folder) throws Exception {
    Path used = scratch.resolve("used-" + cache);
    if (folder == Folder.USED) {
      try (Contender server = start(cache, used).server()) {
        invokeOften(server);
      }
    }
    List<Answered> answers = new ArrayList<>();
    List<Double> idle = new ArrayList<>();
    List<Double> afterInvokes = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      Path data = folder == Folder.USED ? used : scratch.resolve("empty-" + cache + i);
      Started started = start(cache, data);
      try (Contender server = started.server()) {
        answers.add(started.answered());
        if (i < WEIGHED) {
          idle.add(residentAfterPause(server));
          invokeOften(server);
          afterInvokes.add(residentAfterPause(server));
        }
      }
    }
    System.out.printf(
        "| %s, %s data folder | %s | %s | %s | %s | %s |%n",
        cache.words,
        folder == Folder.USED ? "used" : "empty",
        figures(answers.stream().map(Answered::list).toList()),
        figures(answers.stream().map(Answered::absent).toList()),
        figures(answers.stream().map(Answered::cpu).toList()),
        figures(idle),
        figures(afterInvokes));
  }

  private void resets() throws Exception {
    try (Contender server = start(Cache.MADE, scratch.resolve("reset")).server()) {
      byte[] reset =
          "POST /_forebay/reset HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\n\r\n"
              .formatted(server.call().getAuthority())
              .getBytes(StandardCharsets.US_ASCII);
      Latencies empty = Load.count(server.call(), reset, 1, RESETS);
      List<Double> filled = new ArrayList<>();
      for (int i = 0; i < RESETS / 10; i++) {
        invokeOften(server);
        filled.add(Load.count(server.call(), reset, 1, 1).micros(0.5) / 1e3);
      }
      System.out.printf(
          "%n| POST /_forebay/reset, durability fsync | median, ms | 99 %%, ms |%n|---|---|---|%n");
      System.out.printf(
          "| %d in a row | %.2f | %.2f |%n",
          empty.count(), empty.micros(0.5) / 1e3, empty.micros(0.99) / 1e3);
      filled.sort(Comparator.naturalOrder());
      System.out.printf(
          "| %d, each after a function was made and invoked %d times | %.2f | %.2f (most) |%n",
          filled.size(), INVOKES, filled.get(filled.size() / 2), filled.getLast());
    }
  }

  private Started start(Cache cache, Path data) throws Exception {
    int port = Machine.freePort();
    URI root = URI.create("http://127.0.0.1:" + port);
    byte[] list = SignedCall.get(root.resolve("/2015-03-31/functions"), "test", "test");
    byte[] absent = SignedCall.get(root.resolve("/2015-03-31/functions/absent"), "test", "test");
    long begun = System.nanoTime();
    Path log = scratch.resolve("start-" + port + ".log");
    Process process =
        Contender.start(
            scratch,
            Map.of("FOREBAY_JAVA_OPTS", cache.option),
            log,
            List.of(launcher.toString(), "start", "--port=" + port, "--data-dir=" + data));
    Contender server = new Contender("Forebay", process, root);
    try (Socket socket = connect(root, process)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      exchange(socket, list, 200);
      double listed = (System.nanoTime() - begun) / 1e6;
      exchange(socket, absent, 404);
      double refused = (System.nanoTime() - begun) / 1e6;
      double cpu = ProcessTreeUse.of(process.toHandle()).cpuMillis();
      return new Started(server, new Answered(listed, refused, cpu));
    } catch (IOException e) {
      server.close();
      throw new IOException("no start: " + Files.readString(log), e);
    }
  }

  private static Socket connect(URI root, Process process)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return new Socket(root.getHost(), root.getPort());
      } catch (IOException notYet) {
        if (System.nanoTime() > end || process.waitFor(2, TimeUnit.MILLISECONDS)) {
          throw notYet;
        }
      }
    }
  }

  private static void exchange(Socket socket, byte[] request, int status) throws IOException {
    socket.getOutputStream().write(request);
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String first = String.valueOf(in.readLine());
    int length = 0;
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    if (!first.contains(" " + status)) {
      throw new IOException("answered " + first);
    }
    for (int i = 0; i < length; i++) {
      in.read();
    }
  }

  private static void invokeOften(Contender server) throws Exception {
    try (LambdaClient lambda = Machine.lambda(server.call())) {
      if (lambda.listFunctions().functions().isEmpty()) {
        Machine.create(
            lambda, "bench", "python3.11", "handler.handle", Zips.of("handler.py", Machine.PYTHON));
      }
    }
    URI invoke = server.call().resolve("/2015-03-31/functions/bench/invocations");
    Load.count(server.call(), SignedCall.post(invoke, EVENT, "test", "test"), 1, INVOKES);
  }

  private static double residentAfterPause(Contender server)
      throws IOException, InterruptedException {
    if (server.process().waitFor(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("the server ended");
    }
    return ProcessTreeUse.of(server.process().toHandle()).residentKibibytes() / 1024.0;
  }

  private static String figures(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return "%.0f (%.0f)".formatted(sorted.get(sorted.size() / 2), sorted.getFirst());
  }

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
