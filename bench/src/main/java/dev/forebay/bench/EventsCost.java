package dev.forebay.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs to keep the way of every event: two servers, one with {@code events.keep} as it is
 * by default and one with 0, do the same in turns of one run: drain a queue through a mapping in
 * batches of ten, run asynchronous events, answer warm invocations. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.EventsCost [ROUNDS]</pre>
 */
public final class EventsCost {
  private static final int CONNECTIONS = 16;
  private static final int MESSAGES = 16_000;
  private static final int EVENTS = 4_800;
  private static final int CALLS = 8_000;
  private static final int WARM_UP = 2;

  private EventsCost() {}

  /** Some work, on one server; answers how many a second. */
  @FunctionalInterface
  private interface Work {
    double run(Side side) throws Exception;
  }

  /** So much of it. */
  private record Task(int count, Work work) {}

  /** A server and what it has been measured to do. */
  private record Side(Contender server, MappingSetup setup, Load.Work invoke, Load.Work event) {
    static Side start(Machine machine, String keep) throws Exception {
      Contender server = machine.forebay("--events.keep=" + keep);
      MappingSetup setup = new MappingSetup(server.call());
      setup.createQueue("bench");
      byte[] body =
          ("{\"Records\":[" + MappingDrain.records() + "]}").getBytes(StandardCharsets.UTF_8);
      return new Side(
          server,
          setup,
          Load.Work.of(SignedCall.post(setup.invocations(), body, "test", "test")),
          Load.Work.of(
              SignedCall.post(
                  setup.invocations(),
                  "{}".getBytes(StandardCharsets.UTF_8),
                  "test",
                  "test",
                  Map.of("X-Amz-Invocation-Type", "Event"))));
    }
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    Map<String, Task> tasks = new LinkedHashMap<>();
    tasks.put("messages through a mapping", new Task(MESSAGES, EventsCost::drain));
    tasks.put("asynchronous events", new Task(EVENTS, EventsCost::events));
    tasks.put("warm invocations", new Task(CALLS, EventsCost::invocations));
    Side with = Side.start(machine, "100000");
    try {
      Side without = Side.start(machine, "0");
      try {
        run(tasks, List.of(with, without), rounds);
      } finally {
        without.server().close();
      }
    } finally {
      with.server().close();
    }
  }

  private static void run(Map<String, Task> tasks, List<Side> sides, int rounds) throws Exception {
    Map<String, List<double[]>> figures = new LinkedHashMap<>();
    for (int round = -WARM_UP; round < rounds; round++) {
      List<Side> order = round % 2 == 0 ? sides : sides.reversed();
      for (Map.Entry<String, Task> task : tasks.entrySet()) {
        for (Side side : order) {
          double[] figure = measure(task.getValue(), side);
          if (round >= 0) {
            figures
                .computeIfAbsent(task.getKey() + sides.indexOf(side), _ -> new ArrayList<>())
                .add(figure);
          }
        }
      }
    }
    System.out.println(
        "| what | kept: a second | CPU, µs | not kept: a second | CPU, µs | rate, ratio | CPU, ratio |");
    System.out.println("|---|---|---|---|---|---|---|");
    for (String what : tasks.keySet()) {
      List<double[]> kept = figures.getOrDefault(what + 0, List.of());
      List<double[]> not = figures.getOrDefault(what + 1, List.of());
      System.out.printf(
          "| %s | %.0f | %.0f | %.0f | %.0f | %.1f %% | %.1f %% |%n",
          what,
          median(kept, 0),
          median(kept, 1),
          median(not, 0),
          median(not, 1),
          100 * ratio(kept, not, 0),
          100 * ratio(kept, not, 1));
    }
  }

  /** How many a second, and how much CPU of the server each took; that of functions is left out. */
  private static double[] measure(Task task, Side side) throws Exception {
    long before = cpu(side);
    double rate = task.work().run(side);
    return new double[] {rate, (cpu(side) - before) / 1e3 / task.count()};
  }

  private static long cpu(Side side) {
    return side.server().process().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static double drain(Side side) throws Exception {
    return 10 * MappingDrain.drain(side.setup(), side.server().call(), MESSAGES)[1];
  }

  private static double events(Side side) throws Exception {
    long begun = System.nanoTime();
    Load.count(side.server().call(), side.event(), CONNECTIONS, EVENTS / CONNECTIONS);
    awaitQuiet(side.server().call());
    return EVENTS * 1e9 / (System.nanoTime() - begun);
  }

  private static double invocations(Side side) throws Exception {
    long begun = System.nanoTime();
    Load.count(side.server().call(), side.invoke(), CONNECTIONS, CALLS / CONNECTIONS);
    return CALLS * 1e9 / (System.nanoTime() - begun);
  }

  private static void awaitQuiet(URI server) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) server.resolve("/_forebay/quiet").toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setReadTimeout((int) Duration.ofSeconds(60).toMillis());
    if (connection.getResponseCode() != 200) {
      throw new IOException("it does not come to rest: " + connection.getResponseCode());
    }
    connection.disconnect();
  }

  /** The median of the rounds' ratios: what comes over the machine comes over both servers. */
  private static double ratio(List<double[]> kept, List<double[]> not, int column) {
    List<double[]> ratios = new ArrayList<>();
    for (int round = 0; round < kept.size(); round++) {
      ratios.add(new double[] {kept.get(round)[column] / not.get(round)[column]});
    }
    return median(ratios, 0);
  }

  private static double median(List<double[]> rows, int column) {
    return rows.stream()
        .mapToDouble(row -> row[column])
        .sorted()
        .skip(rows.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
