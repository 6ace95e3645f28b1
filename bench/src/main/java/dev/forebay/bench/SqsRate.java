package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQS calls, signed and on disk, by Forebay, by a bare echo on the same HTTP front and by ElasticMQ
 * (in memory, and with its H2 storage), in turns of one run: CPU for each call at sixteen
 * connections, and calls a second. After {@code ./forebay warmup} and {@code ./mvnw -f
 * bench/src/main/peers/elasticmq package}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.SqsRate [SECONDS] [BACKLOG] [alone]</pre>
 *
 * <p>A backlog is sent to Forebay's queue before anything is measured; {@code alone} leaves the
 * peers out. A run ends early where a queue is empty.
 */
public final class SqsRate {
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 16;
  private static final int WARM_UP = 1_000;
  private static final String BODY = "x".repeat(200);
  private static final Pattern HANDLE = Pattern.compile("\"ReceiptHandle\" ?: ?\"([^\"]+)\"");
  private static final Pattern URL = Pattern.compile("\"QueueUrl\" ?: ?\"([^\"]+)\"");

  private SqsRate() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Duration span = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 2);
    int backlog = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    boolean alone = arguments.length > 2;
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    List<Contender> contenders = new ArrayList<>();
    try {
      contenders.add(machine.echo());
      contenders.add(machine.forebay());
      if (!alone) {
        contenders.add(machine.elasticMq("ElasticMQ in memory", ""));
        contenders.add(
            machine.elasticMq(
                "ElasticMQ with H2",
                "messages-storage { enabled = true, uri = \"jdbc:h2:"
                    + scratch.resolve("elasticmq")
                    + "\" }\n"));
      }
      run(contenders, span, backlog);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private static void run(List<Contender> contenders, Duration span, int backlog) throws Exception {
    Map<Contender, Map<String, Load.Work>> work = new LinkedHashMap<>();
    work.put(contenders.getFirst(), echo(contenders.getFirst().call()));
    for (Contender contender : contenders.subList(1, contenders.size())) {
      String queue = createQueue(contender.call());
      work.put(contender, calls(contender.call(), queue));
      if (work.size() == 2) {
        byte[] ten = sendTen(contender.call(), queue);
        Load.count(contender.call(), ten, CONNECTIONS, backlog / 10 / CONNECTIONS);
      }
    }
    Map<String, List<double[]>> figures = new LinkedHashMap<>();
    for (Map.Entry<Contender, Map<String, Load.Work>> each : work.entrySet()) {
      for (Load.Work one : each.getValue().values()) {
        Load.count(each.getKey().call(), one, CONNECTIONS, WARM_UP);
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<Contender, Map<String, Load.Work>> each : work.entrySet()) {
        for (Map.Entry<String, Load.Work> one : each.getValue().entrySet()) {
          figures
              .computeIfAbsent(each.getKey().name() + " | " + one.getKey(), _ -> new ArrayList<>())
              .add(measure(each.getKey(), one.getValue(), span));
        }
      }
    }
    print(figures);
  }

  private static double[] measure(Contender contender, Load.Work work, Duration span)
      throws Exception {
    ProcessHandle root = contender.process().toHandle();
    long before = ProcessTreeUse.of(root).cpuMillis();
    long begun = System.nanoTime();
    Latencies latencies = Load.run(contender.call(), work, CONNECTIONS, span);
    double seconds = (System.nanoTime() - begun) / 1e9;
    long cpu = ProcessTreeUse.of(root).cpuMillis() - before;
    return new double[] {
      cpu * 1e3 / latencies.count(), latencies.count() / seconds, latencies.micros(0.5)
    };
  }

  private static void print(Map<String, List<double[]>> figures) {
    System.out.printf(
        "| server | call | CPU, µs | against the echo | calls a second | p50, µs |%n"
            + "|---|---|---|---|---|---|%n");
    double floor = median(figures.values().iterator().next(), 0);
    figures.forEach((name, rows) ->
        System.out.printf(
            "| %s | %.0f | %.1f × | %.0f | %.0f |%n",
            name, median(rows, 0), median(rows, 0) / floor, median(rows, 1), median(rows, 2)));
  }

  private static double median(List<double[]> rows, int column) {
    return rows.stream()
        .mapToDouble(row -> row[column])
        .sorted()
        .skip(rows.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Load.Work> echo(URI server) {
    byte[] request = call(server, "SendMessage", "{\"MessageBody\":\"" + BODY + "\"}");
    return Map.of("the body of a SendMessage", Load.Work.of(request));
  }

  /** The beginning of every request about the new queue. */
  private static String createQueue(URI server) throws IOException {
    try (Connection connection = new Connection(server)) {
      byte[] create =
          call(
              server,
              "CreateQueue",
              "{\"QueueName\":\"bench\",\"Attributes\":{\"VisibilityTimeout\":\"3600\"}}");
      return "{\"QueueUrl\":\"" + first(URL, connection.call(create)) + "\",";
    }
  }

  private static byte[] sendTen(URI server, String queue) {
    return call(server, "SendMessageBatch", queue + "\"Entries\":[" + entries() + "]}");
  }

  private static Map<String, Load.Work> calls(URI server, String queue) {
    Map<String, Load.Work> works = new LinkedHashMap<>();
    byte[] send = call(server, "SendMessage", queue + "\"MessageBody\":\"" + BODY + "\"}");
    byte[] sendTen = sendTen(server, queue);
    byte[] receive = call(server, "ReceiveMessage", queue + "\"MaxNumberOfMessages\":1}");
    byte[] receiveTen = call(server, "ReceiveMessage", queue + "\"MaxNumberOfMessages\":10}");
    works.put("SendMessage", Load.Work.of(send));
    works.put("SendMessageBatch(10)", Load.Work.of(sendTen));
    works.put(
        "ReceiveMessage + DeleteMessage",
        connection -> {
          List<String> handles = handles(connection.call(receive));
          if (!handles.isEmpty()) {
            String delete = queue + "\"ReceiptHandle\":\"" + handles.getFirst() + "\"}";
            connection.call(call(server, "DeleteMessage", delete));
          }
          return !handles.isEmpty();
        });
    works.put(
        "ReceiveMessage(10) + DeleteMessageBatch(10)",
        connection -> {
          List<String> entries = new ArrayList<>();
          for (String handle : handles(connection.call(receiveTen))) {
            entries.add("{\"Id\":\"" + entries.size() + "\",\"ReceiptHandle\":\"" + handle + "\"}");
          }
          if (!entries.isEmpty()) {
            String delete = queue + "\"Entries\":[" + String.join(",", entries) + "]}";
            connection.call(call(server, "DeleteMessageBatch", delete));
          }
          return !entries.isEmpty();
        });
    return works;
  }

  private static String entries() {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      entries.add("{\"Id\":\"" + i + "\",\"MessageBody\":\"" + BODY + "\"}");
    }
    return String.join(",", entries);
  }

  private static byte[] call(URI server, String operation, String body) {
    return SignedCall.json(
        server.resolve("/"),
        "sqs",
        "AmazonSQS." + operation,
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String first(Pattern pattern, Connection.Answer answer) throws IOException {
    String text = answer.body();
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("nothing found in " + text);
    }
    return matcher.group(1);
  }

  private static List<String> handles(Connection.Answer answer) {
    return HANDLE.matcher(answer.body()).results().map(result -> result.group(1)).toList();
  }
}
