package dev.forebay.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * How long it takes from sending a message to a queue, or putting a record into a stream or an
 * object into a bucket, to the first line of the function that hears of it. Beside it, in turns of
 * one run: a warm Invoke of the same function, one after the other and with the pauses in which the
 * events come; the sending alone; and hand-written workers, of which one long-polls a queue and one
 * reads a stream as often as a shard allows, until each has the event. All clocks are the machine's
 * monotonic one. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.MappingLatency [SAMPLES] [FLAGS]</pre>
 */
public final class MappingLatency {
  private static final int ROUNDS = 3;
  private static final int WARM_UP = 2_000;
  private static final int FEW = 30;
  private static final long PAUSE_MILLIS = 3;
  private static final long LONG_PAUSE_MILLIS = 37;

  private MappingLatency() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int samples = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    String[] flags = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    try (Contender forebay = machine.forebay(flags);
        Connection connection = new Connection(forebay.call())) {
      MappingSetup setup = new MappingSetup(forebay.call());
      setup.createQueue("bench");
      setup.createQueue("worker");
      setup.createStream("bench");
      setup.createStream("worker");
      setup.createBucket("bench");
      setup.mapQueue("bench");
      setup.mapStream();
      byte[] event = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
      byte[] invoke = SignedCall.post(setup.invocations(), event, "test", "test");
      IntFunction<byte[]> send = number -> send(setup, "bench", number);
      IntFunction<byte[]> put = number -> put(setup, "bench", number);
      IntFunction<byte[]> object = number -> setup.s3("/bench/" + number, "x".repeat(1_024));
      Load.count(forebay.call(), invoke, 4, WARM_UP / 4);
      Latencies _ = setup.measured(connection, feed(connection, send, 0, WARM_UP, PAUSE_MILLIS));
      Latencies _ =
          setup.measured(connection, feed(connection, put, WARM_UP, WARM_UP, PAUSE_MILLIS));
      Latencies _ =
          setup.measured(connection, feed(connection, object, 2 * WARM_UP, WARM_UP, PAUSE_MILLIS));
      System.out.printf(
          "| round | what | p50, µs | p99, µs | of a paced Invoke |%n|---|---|---|---|---|%n");
      for (int round = 1; round <= ROUNDS; round++) {
        int number = 3 * WARM_UP + 5 * samples * (round - 1);
        Latencies paced = paced(connection, invoke, samples);
        print(round, "warm Invoke", Load.count(forebay.call(), invoke, 1, samples), paced);
        print(round, "warm Invoke, paced", paced, paced);
        print(round, "SendMessage, paced", paced(connection, send.apply(-1), samples), paced);
        print(
            round,
            "SendMessage to the function's first line",
            setup.measured(connection, feed(connection, send, number, samples, PAUSE_MILLIS)),
            paced);
        try (Worker worker = new QueueWorker(setup, forebay.call(), "worker")) {
          print(
              round,
              "SendMessage to a long-polling worker",
              worker.measured(
                  feed(connection, n -> send(setup, "worker", n), number, samples, PAUSE_MILLIS)),
              paced);
        }
        print(
            round,
            "PutObject of 1 KiB, paced",
            paced(connection, object.apply(-1), samples),
            paced);
        print(
            round,
            "PutObject of 1 KiB to the function's first line",
            setup.measured(
                connection, feed(connection, object, number + 2 * samples, samples, PAUSE_MILLIS)),
            paced);
        print(round, "PutRecord, paced", paced(connection, put.apply(-1), samples), paced);
        print(
            round,
            "PutRecord to the function's first line",
            setup.measured(
                connection, feed(connection, put, number + samples, samples, PAUSE_MILLIS)),
            paced);
        try (Worker worker = new StreamWorker(setup, forebay.call(), "worker")) {
          print(
              round,
              "PutRecord to a polling worker",
              worker.measured(
                  feed(connection, n -> put(setup, "worker", n), number, FEW, LONG_PAUSE_MILLIS)),
              paced);
        }
      }
    }
  }

  private static void print(int round, String what, Latencies latencies, Latencies paced) {
    System.out.printf(
        "| %d | %s | %.0f | %.0f | %.2f × |%n",
        round,
        what,
        latencies.micros(0.5),
        latencies.micros(0.99),
        latencies.micros(0.5) / paced.micros(0.5));
  }

  private static byte[] send(MappingSetup setup, String queue, int number) {
    return setup.sqs(
        "SendMessage",
        "{\"QueueUrl\":\"" + setup.queueUrl(queue) + "\",\"MessageBody\":\"" + number + "\"}");
  }

  private static byte[] put(MappingSetup setup, String stream, int number) {
    byte[] text = Integer.toString(number).getBytes(StandardCharsets.UTF_8);
    return setup.kinesis(
        "PutRecord",
        "{\"StreamName\":\""
            + stream
            + "\",\"PartitionKey\":\"k\",\"Data\":\""
            + Base64.getEncoder().encodeToString(text)
            + "\"}");
  }

  private static Latencies paced(Connection connection, byte[] request, int calls)
      throws IOException, InterruptedException {
    long[] nanos = new long[calls];
    for (int i = 0; i < calls; i++) {
      long begun = System.nanoTime();
      Connection.Answer _ = connection.call(request);
      nanos[i] = System.nanoTime() - begun;
      pause(PAUSE_MILLIS);
    }
    return Latencies.of(nanos);
  }

  /**
   * One event after the other, with pauses in which the function comes to its end.
   *
   * @param first the number of the first
   * @return when each was sent
   */
  private static Map<Integer, Long> feed(
      Connection connection, IntFunction<byte[]> call, int first, int events, long pauseMillis)
      throws IOException, InterruptedException {
    Map<Integer, Long> sent = new HashMap<>();
    for (int number = first; number < first + events; number++) {
      byte[] request = call.apply(number);
      sent.put(number, System.nanoTime());
      Connection.Answer _ = connection.call(request);
      pause(pauseMillis);
    }
    return sent;
  }

  private static void pause(long millis) throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    if (never.await(millis, TimeUnit.MILLISECONDS)) {
      throw new IOException("nobody counts down");
    }
  }
}
