package dev.forebay.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Calls of several servers, measured in turns of one run: CPU for each call at sixteen connections,
 * with what goes on after the answer, and calls a second. Each call is warm first: it has not
 * become cheaper in four spans of time, which on two cores may take half a minute, since the
 * compilers' work is part of the cost. The first call is the floor that the others are compared
 * with. Confined to one thread.
 */
final class Turns {
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 16;
  private static final int QUIET_MILLIS = 200;
  private static final int ALMOST_NOTHING_MILLIS = 20;
  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(60);

  private static final int MOST_WARM_UPS = 20;
  private static final int CALM = 4;
  private static final double CHEAPER = 0.97;

  private final List<Row> rows = new ArrayList<>();

  private record Row(Contender contender, String name, Load.Work work, List<double[]> figures) {}

  /** Adds a call. */
  void add(Contender contender, String name, Load.Work work) {
    rows.add(new Row(contender, name, work, new ArrayList<>()));
  }

  /** Runs all of it, so long for each call and round, and prints a table. */
  void run(Duration span) throws Exception {
    for (Row row : rows) {
      warmUp(row, span);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Row row : rows) {
        row.figures.add(measure(row, span));
      }
    }
    System.out.printf(
        "| server | call | CPU, µs | against the floor | calls a second | p50, µs |%n"
            + "|---|---|---|---|---|---|%n");
    double floor = median(rows.getFirst(), 0);
    for (Row row : rows) {
      System.out.printf(
          "| %s | %s | %.0f | %.1f × | %.0f | %.0f |%n",
          row.contender.name(),
          row.name,
          median(row, 0),
          median(row, 0) / floor,
          median(row, 1),
          median(row, 2));
    }
  }

  private static void warmUp(Row row, Duration span) throws Exception {
    double least = measure(row, span)[0];
    int calm = 0;
    for (int i = 1; i < MOST_WARM_UPS && calm < CALM; i++) {
      double cost = measure(row, span)[0];
      calm = cost < least * CHEAPER ? 0 : calm + 1;
      least = Math.min(least, cost);
    }
  }

  private static double[] measure(Row row, Duration span) throws Exception {
    long before = cpu(row.contender);
    long begun = System.nanoTime();
    Latencies latencies = Load.run(row.contender.call(), row.work, CONNECTIONS, span);
    double seconds = (System.nanoTime() - begun) / 1e9;
    long cpu = rest(row.contender) - before;
    return new double[] {
      cpu * 1e3 / latencies.count(), latencies.count() / seconds, latencies.micros(0.5)
    };
  }

  /** Waits until the server has nothing more to do; its CPU time so far, in milliseconds. */
  private static long rest(Contender contender) throws IOException, InterruptedException {
    long end = System.nanoTime() + LONGEST_REST;
    long last = cpu(contender);
    while (System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
      long now = cpu(contender);
      if (now - last <= ALMOST_NOTHING_MILLIS) {
        return now;
      }
      last = now;
    }
    throw new IOException(contender.name() + " does not come to rest");
  }

  private static long cpu(Contender contender) throws IOException {
    return ProcessTreeUse.of(contender.process().toHandle()).cpuMillis();
  }

  private static double median(Row row, int column) {
    return row.figures.stream()
        .mapToDouble(figure -> figure[column])
        .sorted()
        .skip(row.figures.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
