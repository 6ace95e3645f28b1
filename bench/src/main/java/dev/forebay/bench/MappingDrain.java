package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/**
 * How fast a mapping drains a backlog in batches of ten, beside direct warm invocations of the same
 * function with the same event, as many, over sixteen connections. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.MappingDrain [MESSAGES]</pre>
 */
public final class MappingDrain {
  private static final int CONNECTIONS = 16;
  private static final int BATCH = 10;
  private static final int WARM_UP = 20_000;
  private static final String BODY = "x".repeat(200);

  private MappingDrain() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    try (Contender forebay = machine.forebay()) {
      MappingSetup setup = new MappingSetup(forebay.call());
      setup.createQueue("bench");
      URI server = forebay.call();
      byte[] invoke =
          SignedCall.post(
              setup.invocations(),
              ("{\"Records\":[" + records() + "]}").getBytes(StandardCharsets.UTF_8),
              "test",
              "test");
      int batches = messages / BATCH;
      Load.count(server, invoke, CONNECTIONS, 5_000 / CONNECTIONS);
      long begun = System.nanoTime();
      Load.count(server, invoke, CONNECTIONS, batches / CONNECTIONS);
      double direct = (double) batches / seconds(begun);
      double[] _ = drain(setup, server, WARM_UP);
      double[] drained = drain(setup, server, messages);
      System.out.printf(
          "| messages | direct invocations a second | batches a second | |%n|---|---|---|---|%n"
              + "| %.0f | %.0f | %.0f | %.0f %% |%n",
          drained[0], direct, drained[1], 100 * drained[1] / direct);
    }
  }

  /** Sends messages, maps the queue, waits until it is empty; how many, and batches a second. */
  static double[] drain(MappingSetup setup, URI server, int messages) throws Exception {
    byte[] send =
        setup.sqs(
            "SendMessageBatch",
            "{\"QueueUrl\":\"" + setup.queueUrl("bench") + "\",\"Entries\":[" + entries() + "]}");
    Load.count(server, send, CONNECTIONS, messages / BATCH / CONNECTIONS);
    try (Connection connection = new Connection(server);
        LambdaClient lambda = Machine.lambda(server)) {
      int backlog = setup.left(connection);
      long begun = System.nanoTime();
      String uuid = setup.mapQueue("bench");
      CountDownLatch never = new CountDownLatch(1);
      while (setup.left(connection) > 0) {
        if (never.await(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("nobody counts down");
        }
      }
      double rate = (double) backlog / BATCH / seconds(begun);
      remove(lambda, uuid);
      return new double[] {backlog, rate};
    }
  }

  private static void remove(LambdaClient lambda, String uuid)
      throws IOException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    try {
      while (!"Enabled"
          .equals(lambda.getEventSourceMapping(request -> request.uuid(uuid)).state())) {
        if (never.await(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("nobody counts down");
        }
      }
      lambda.deleteEventSourceMapping(request -> request.uuid(uuid));
      while (!lambda.getEventSourceMapping(request -> request.uuid(uuid)).uuid().isEmpty()) {
        if (never.await(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("nobody counts down");
        }
      }
    } catch (ResourceNotFoundException e) {
      // That is what was waited for.
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static String entries() {
    List<String> entries = new ArrayList<>();
    for (int number = 0; number < BATCH; number++) {
      entries.add("{\"Id\":\"" + number + "\",\"MessageBody\":\"" + BODY + "\"}");
    }
    return String.join(",", entries);
  }

  /** About as large as ten messages are in an event. */
  static String records() {
    List<String> records = new ArrayList<>();
    for (int number = 0; number < BATCH; number++) {
      records.add("{\"body\":\"" + BODY + "\",\"receiptHandle\":\"" + "h".repeat(600) + "\"}");
    }
    return String.join(",", records);
  }
}
