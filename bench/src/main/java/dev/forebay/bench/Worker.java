package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A program that takes events as they come, on a thread of its own; it notes when it has which. */
abstract class Worker implements AutoCloseable {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long LOOK_MILLIS = 5;

  private final Map<Integer, Long> taken = new ConcurrentHashMap<>();
  private final Connection connection;
  private final Thread thread;
  private volatile boolean ended;

  Worker(URI server) throws IOException {
    this.connection = new Connection(server);
    this.thread = Thread.ofPlatform().daemon().unstarted(this::run);
  }

  /** Asks for events, waits as it is proper, and says the numbers of those it has got. */
  abstract List<Integer> take(Connection on) throws IOException, InterruptedException;

  /** What is to be done once the numbers are noted. */
  abstract void settle(Connection on) throws IOException;

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!ended) {
        List<Integer> numbers = take(connection);
        long now = System.nanoTime();
        numbers.forEach(number -> taken.put(number, now));
        settle(connection);
      }
    } catch (IOException | InterruptedException e) {
      if (!ended) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** How long each event took; waits for the last. */
  Latencies measured(Map<Integer, Long> sent) throws IOException, InterruptedException {
    long end = System.nanoTime() + DEADLINE_NANOS;
    while (!taken.keySet().containsAll(sent.keySet())) {
      if (System.nanoTime() > end) {
        throw new IOException("only " + taken.size() + " of " + sent.size() + " events came");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    List<Long> nanos = new ArrayList<>();
    sent.forEach((number, begun) -> nanos.add(taken.getOrDefault(number, begun) - begun));
    return Latencies.of(nanos.stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public void close() throws IOException {
    ended = true;
    connection.close();
  }
}
