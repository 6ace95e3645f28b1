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
 * How long it takes from sending a message to a queue, or putting a record into a stream, to the
 * first line of the function that is mapped to it, beside a warm Invoke of the same function, in
 * turns of one run. Both clocks are the machine's monotonic one. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.MappingLatency [SAMPLES] [FLAGS]</pre>
 */
public final class MappingLatency {
  private static final int ROUNDS = 3;
  private static final int WARM_UP = 2_000;
  private static final long PAUSE_MILLIS = 3;

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
      setup.createQueue();
      setup.createStream();
      setup.mapQueue();
      setup.mapStream();
      byte[] event = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
      byte[] invoke = SignedCall.post(setup.invocations(), event, "test", "test");
      IntFunction<byte[]> send =
          number ->
              setup.sqs(
                  "SendMessage",
                  "{\"QueueUrl\":\"" + setup.queueUrl() + "\",\"MessageBody\":\"" + number + "\"}");
      IntFunction<byte[]> put =
          number ->
              setup.kinesis(
                  "PutRecord",
                  "{\"StreamName\":\"bench\",\"PartitionKey\":\"k\",\"Data\":\""
                      + Base64.getEncoder()
                          .encodeToString(Integer.toString(number).getBytes(StandardCharsets.UTF_8))
                      + "\"}");
      Load.count(forebay.call(), invoke, 4, WARM_UP / 4);
      Latencies _ = setup.measured(connection, feed(connection, send, 0, WARM_UP));
      Latencies _ = setup.measured(connection, feed(connection, put, WARM_UP, WARM_UP));
      System.out.printf(
          "| round | warm Invoke p50, µs | queue p50, p99, µs | | stream p50, p99, µs | | SendMessage p50, µs | PutRecord p50, µs |%n"
              + "|---|---|---|---|---|---|---|---|%n");
      for (int round = 1; round <= ROUNDS; round++) {
        int number = 2 * WARM_UP + 2 * samples * (round - 1);
        double warm = Load.count(forebay.call(), invoke, 1, samples).micros(0.5);
        Latencies queue = setup.measured(connection, feed(connection, send, number, samples));
        Latencies stream =
            setup.measured(connection, feed(connection, put, number + samples, samples));
        System.out.printf(
            "| %d | %.0f | %.0f, %.0f | %.2f × | %.0f, %.0f | %.2f × | %.0f | %.0f |%n",
            round,
            warm,
            queue.micros(0.5),
            queue.micros(0.99),
            queue.micros(0.5) / warm,
            stream.micros(0.5),
            stream.micros(0.99),
            stream.micros(0.5) / warm,
            Load.count(forebay.call(), send.apply(-1), 1, samples).micros(0.5),
            Load.count(forebay.call(), put.apply(-1), 1, samples).micros(0.5));
      }
    }
  }

  /**
   * One event after the other, with pauses in which the function comes to its end.
   *
   * @param first the number of the first
   * @return when each was sent
   */
  private static Map<Integer, Long> feed(
      Connection connection, IntFunction<byte[]> call, int first, int events)
      throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    Map<Integer, Long> sent = new HashMap<>();
    for (int number = first; number < first + events; number++) {
      byte[] request = call.apply(number);
      sent.put(number, System.nanoTime());
      Connection.Answer _ = connection.call(request);
      if (never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException("nobody counts down");
      }
    }
    return sent;
  }
}
