package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PutRecords of 500 records of 100 bytes, and GetRecords of up to 10,000, signed and (Forebay) on
 * disk, by Forebay without its limits and by kinesalite in memory, in turns of one run: records a
 * second and CPU for each record. A stream has four shards. After {@code ./forebay warmup} and
 * {@code npm ci --ignore-scripts} in the peer's folder:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.KinesisRate [SECONDS] [alone]</pre>
 *
 * <p>{@code alone} leaves the peer out.
 */
public final class KinesisRate {
  private static final int ROUNDS = 3;
  private static final int CONNECTIONS = 8;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final int RECORDS = 500;
  private static final int BYTES = 100;
  private static final int SHARDS = 4;
  private static final Pattern ITERATOR = Pattern.compile("\"ShardIterator\" ?: ?\"([^\"]+)\"");
  private static final Pattern RECORD = Pattern.compile("\"SequenceNumber\"");

  private KinesisRate() {}

  /**
   * What is measured.
   *
   * @param records that one call moves
   */
  private record Call(String name, Load.Work work, double records) {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    Duration span = Duration.ofSeconds(arguments.length > 0 ? Long.parseLong(arguments[0]) : 2);
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    List<Contender> contenders = new ArrayList<>();
    try {
      contenders.add(machine.forebay("--kinesis.limits=off"));
      if (arguments.length < 2) {
        contenders.add(machine.kinesalite());
      }
      run(contenders, span);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  private static void run(List<Contender> contenders, Duration span) throws Exception {
    Map<Contender, List<Call>> calls = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      calls.put(contender, prepare(contender.call()));
    }
    Map<String, List<double[]>> figures = new LinkedHashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (Map.Entry<Contender, List<Call>> each : calls.entrySet()) {
        for (Call call : each.getValue()) {
          figures
              .computeIfAbsent(each.getKey().name() + " | " + call.name(), _ -> new ArrayList<>())
              .add(measure(each.getKey(), call, span));
        }
      }
    }
    System.out.printf(
        "| server | call | records a second | CPU a record, µs | p50 of a call, µs |%n"
            + "|---|---|---|---|---|%n");
    figures.forEach((name, rows) ->
        System.out.printf(
            "| %s | %.0f | %.2f | %.0f |%n",
            name, median(rows, 0), median(rows, 1), median(rows, 2)));
  }

  private static List<Call> prepare(URI server) throws Exception {
    try (Connection connection = new Connection(server)) {
      connection.call(
          call(server, "CreateStream", "{\"StreamName\":\"bench\",\"ShardCount\":" + SHARDS + "}"));
      // The peer takes half a second to make a stream.
      for (String answer = ""; !answer.contains("\"ACTIVE\""); ) {
        answer =
            connection.call(call(server, "DescribeStream", "{\"StreamName\":\"bench\"}")).body();
      }
    }
    byte[] put =
        call(server, "PutRecords", "{\"StreamName\":\"bench\",\"Records\":[" + entries() + "]}");
    Load.run(server, put, CONNECTIONS, WARM_UP);
    byte[] get;
    int found;
    try (Connection connection = new Connection(server)) {
      String iterator =
          first(
              connection.call(
                  call(
                      server,
                      "GetShardIterator",
                      "{\"StreamName\":\"bench\",\"ShardId\":\"shardId-000000000000\","
                          + "\"ShardIteratorType\":\"TRIM_HORIZON\"}")));
      get = call(server, "GetRecords", "{\"ShardIterator\":\"" + iterator + "\"}");
      found = (int) RECORD.matcher(connection.call(get).body()).results().count();
    }
    Load.run(server, get, CONNECTIONS, WARM_UP);
    return List.of(
        new Call("PutRecords(500 × 100 B)", Load.Work.of(put), RECORDS),
        new Call("GetRecords(" + found + ")", Load.Work.of(get), found));
  }

  private static double[] measure(Contender contender, Call call, Duration span) throws Exception {
    ProcessHandle root = contender.process().toHandle();
    long before = ProcessTreeUse.of(root).cpuMillis();
    long begun = System.nanoTime();
    Latencies latencies = Load.run(contender.call(), call.work(), CONNECTIONS, span);
    double seconds = (System.nanoTime() - begun) / 1e9;
    long cpu = ProcessTreeUse.of(root).cpuMillis() - before;
    double records = latencies.count() * call.records();
    return new double[] {records / seconds, cpu * 1e3 / records, latencies.micros(0.5)};
  }

  private static double median(List<double[]> rows, int column) {
    return rows.stream()
        .mapToDouble(row -> row[column])
        .sorted()
        .skip(rows.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private static String entries() {
    String data =
        Base64.getEncoder().encodeToString("x".repeat(BYTES).getBytes(StandardCharsets.UTF_8));
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      entries.add("{\"PartitionKey\":\"key" + i + "\",\"Data\":\"" + data + "\"}");
    }
    return String.join(",", entries);
  }

  private static byte[] call(URI server, String operation, String body) {
    return SignedCall.json(
        server.resolve("/"),
        "kinesis",
        "Kinesis_20131202." + operation,
        "application/x-amz-json-1.1",
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String first(Connection.Answer answer) throws IOException {
    Matcher matcher = ITERATOR.matcher(answer.body());
    if (!matcher.find()) {
      throw new IOException("no iterator in " + answer.body());
    }
    return matcher.group(1);
  }
}
