package dev.forebay.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Warm invocations of the same function by Forebay, by the floor and by serverless-offline, in
 * turns of one run: p50 at one connection, CPU for each call (of the server and all its processes)
 * at sixteen. After {@code ./forebay warmup} and {@code npm ci} in the peer's folder:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.WarmInvoke python</pre>
 */
public final class WarmInvoke {
  private static final int ROUNDS = 5;
  private static final int CONNECTIONS = 16;
  private static final Duration SPAN = Duration.ofSeconds(3);

  /** Calls on each connection before anything is measured: until the JIT compilers are done. */
  private static final int WARM_UP = 5_000;

  private static final byte[] EVENT = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);

  private WarmInvoke() {}

  /** Runs it for {@code python} or {@code node}. */
  public static void main(String[] arguments) throws Exception {
    boolean python = arguments.length == 0 || arguments[0].equals("python");
    String runtime = python ? "python3.11" : "nodejs20.x";
    String handler = python ? "handler.handle" : "index.handler";
    String file = python ? "handler.py" : "index.js";
    String code = python ? Machine.PYTHON : Machine.NODE;

    Path scratch = Files.createTempDirectory("forebay-bench");
    Path folder = Files.createDirectories(scratch.resolve("code"));
    Files.writeString(folder.resolve(file), code);
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    try (Contender forebay = machine.forebay();
        Contender floor = machine.floor(runtime, handler, folder, CONNECTIONS);
        Contender peer = machine.serverlessOffline(python ? "python" : "node")) {
      try (LambdaClient lambda = Machine.lambda(forebay.call())) {
        Machine.create(lambda, "bench", runtime, handler, Zips.of(file, code));
      }
      URI invoke = forebay.call().resolve("/2015-03-31/functions/bench/invocations");
      List<Contender> contenders =
          List.of(floor, new Contender("Forebay", forebay.process(), invoke), peer);
      List<List<double[]>> figures = new ArrayList<>();
      for (Contender contender : contenders) {
        Load.count(
            contender.call(),
            SignedCall.post(contender.call(), EVENT, "test", "test"),
            CONNECTIONS,
            WARM_UP);
      }
      for (int round = 0; round < ROUNDS; round++) {
        List<double[]> row = new ArrayList<>();
        for (Contender contender : contenders) {
          row.add(measure(contender));
        }
        figures.add(row);
      }
      print(contenders, figures, arguments.length == 0 ? "python" : arguments[0]);
    }
  }

  private static double[] measure(Contender contender) throws Exception {
    byte[] request = SignedCall.post(contender.call(), EVENT, "test", "test");
    Latencies alone = Load.run(contender.call(), request, 1, SPAN);
    ProcessHandle root = contender.process().toHandle();
    long before = ProcessTreeUse.of(root).cpuMillis();
    Latencies together = Load.run(contender.call(), request, CONNECTIONS, SPAN);
    long cpu = ProcessTreeUse.of(root).cpuMillis() - before;
    return new double[] {
      alone.micros(0.5), cpu * 1e3 / together.count(), together.count() / (double) SPAN.toSeconds()
    };
  }

  private static void print(
      List<Contender> contenders, List<List<double[]>> figures, String language) {
    System.out.printf(
        "| %s, median of %d rounds | p50 at 1, µs | CPU a call at 16, µs | calls a second at 16 |%n|---|---|---|---|%n",
        language, figures.size());
    double[] floor = medians(figures, 0);
    for (int i = 0; i < contenders.size(); i++) {
      double[] own = medians(figures, i);
      System.out.printf(
          "| %s | %.0f (%.2f × floor) | %.0f (%.2f × floor) | %.0f |%n",
          contenders.get(i).name(), own[0], own[0] / floor[0], own[1], own[1] / floor[1], own[2]);
    }
  }

  private static double[] medians(List<List<double[]>> figures, int contender) {
    double[] medians = new double[3];
    for (int figure = 0; figure < medians.length; figure++) {
      int column = figure;
      medians[figure] =
          figures.stream()
              .mapToDouble(row -> row.get(contender)[column])
              .sorted()
              .skip(figures.size() / 2)
              .findFirst()
              .orElseThrow();
    }
    return medians;
  }
}
