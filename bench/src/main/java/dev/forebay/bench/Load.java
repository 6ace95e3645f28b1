package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends the same bytes over so many kept-open connections, each call after the answer to the one
 * before. A plain socket, so that the client costs little and the same for every server.
 */
final class Load {
  private Load() {}

  /** What is timed: one call or a few that belong together. */
  interface Work {
    /** Does it, on a connection of this thread's own; says whether there is more to do. */
    boolean call(Connection connection) throws IOException;

    /** The same request each time. */
    static Work of(byte[] request) {
      return connection -> {
        Connection.Answer _ = connection.call(request);
        return true;
      };
    }
  }

  /** How long calls took, each for one connection's span of time. */
  static Latencies run(URI server, byte[] request, int connections, Duration span)
      throws InterruptedException, ExecutionException {
    return run(server, Work.of(request), connections, span);
  }

  /** The same for other work than one call. */
  static Latencies run(URI server, Work work, int connections, Duration span)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<List<Long>>> runs = new ArrayList<>();
      long end = System.nanoTime() + span.toNanos();
      for (int i = 0; i < connections; i++) {
        runs.add(threads.submit(() -> connection(server, work, end)));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> run : runs) {
        all.addAll(run.get());
      }
      return Latencies.of(all.stream().mapToLong(Long::longValue).toArray());
    }
  }

  /** The same number of calls on each connection; fails on an answer other than 200. */
  static Latencies count(URI server, byte[] request, int connections, int calls)
      throws InterruptedException, ExecutionException {
    return count(server, Work.of(request), connections, calls);
  }

  /** The same for other work than one call. */
  static Latencies count(URI server, Work work, int connections, int calls)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      List<Future<List<Long>>> runs = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        runs.add(threads.submit(() -> calls(server, work, calls)));
      }
      List<Long> all = new ArrayList<>();
      for (Future<List<Long>> run : runs) {
        all.addAll(run.get());
      }
      return Latencies.of(all.stream().mapToLong(Long::longValue).toArray());
    }
  }

  /**
   * One call on a connection of its own.
   *
   * @param nanos from the first byte sent to the last one received
   */
  record Answer(long nanos, Map<String, String> headers) {
    /** The value of a header, empty when it is not there. */
    String header(String lowerCaseName) {
      return headers.getOrDefault(lowerCaseName, "");
    }
  }

  /** Calls once; fails on an answer other than 200. */
  static Answer once(URI server, byte[] request) throws IOException {
    try (Connection connection = new Connection(server)) {
      long begun = System.nanoTime();
      Map<String, String> headers = connection.call(request).headers();
      return new Answer(System.nanoTime() - begun, headers);
    }
  }

  private static List<Long> connection(URI server, Work work, long end) throws IOException {
    List<Long> times = new ArrayList<>();
    try (Connection connection = new Connection(server)) {
      for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
        if (!work.call(connection)) {
          break;
        }
        times.add(System.nanoTime() - begun);
      }
    }
    return times;
  }

  private static List<Long> calls(URI server, Work work, int calls) throws IOException {
    List<Long> times = new ArrayList<>();
    try (Connection connection = new Connection(server)) {
      for (int i = 0; i < calls; i++) {
        long begun = System.nanoTime();
        if (!work.call(connection)) {
          break;
        }
        times.add(System.nanoTime() - begun);
      }
    }
    return times;
  }
}
