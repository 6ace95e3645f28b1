package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * The first invocation after a change of a function's configuration, through the real server and
 * its sandbox: the time that the client waits, and the init that the REPORT line says; with a spare
 * process ready, and without spares. After {@code ./forebay warmup}:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.ColdStart</pre>
 *
 * <p>Arguments choose rows by the start of the runtime's name. The custom runtime is a C program
 * when there is a C compiler, else a shell script.
 */
public final class ColdStart {
  private static final int STARTS = 10;
  private static final byte[] EVENT = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
  private static final Pattern INIT = Pattern.compile("Init Duration: ([0-9.]+) ms");
  private static final Pattern SPARES =
      Pattern.compile("^forebay_environments_spare ([0-9.]+)", Pattern.MULTILINE);
  private static final Pattern SPARE_STARTS =
      Pattern.compile("^forebay_environments_spare_starts_total ([0-9.]+)", Pattern.MULTILINE);

  /** What a spare may do before it is needed: it imports ahead. Longer than all need. */
  private static final Duration AHEAD = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Contender server;
  private final LambdaClient lambda;
  private final HttpClient http = HttpClient.newHttpClient();

  private ColdStart(Contender server, LambdaClient lambda) {
    this.server = server;
    this.lambda = lambda;
  }

  /** Runs all rows, or those whose runtimes begin with one of the arguments. */
  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    System.out.printf(
        "| %d cold starts: median (least) | with a spare, ms | its Init Duration, ms | without, ms | its Init Duration, ms |%n|---|---|---|---|---|%n",
        STARTS);
    try (Contender spares = machine.forebay();
        Contender none = machine.forebay("--execution.spares=0");
        LambdaClient toSpares = Machine.lambda(spares.call());
        LambdaClient toNone = Machine.lambda(none.call())) {
      ColdStart with = new ColdStart(spares, toSpares);
      ColdStart without = new ColdStart(none, toNone);
      for (Trivial function : Trivial.all(scratch)) {
        if (arguments.length == 0
            || List.of(arguments).stream().anyMatch(function.runtime()::startsWith)) {
          List<double[]> ready = with.measure(function, 1);
          List<double[]> fresh = without.measure(function, 0);
          System.out.printf(
              "| %s | %s | %s | %s | %s |%n",
              function.runtime(),
              figures(ready, 0),
              figures(ready, 1),
              figures(fresh, 0),
              figures(fresh, 1));
        }
      }
    }
  }

  private List<double[]> measure(Trivial function, int sparesExpected) throws Exception {
    Machine.create(
        lambda, "cold", function.runtime(), function.handler(), function.zip().toArray());
    List<double[]> times = new ArrayList<>();
    // The first three warm the server up and are not counted.
    for (int i = -3; i < STARTS; i++) {
      String change = Integer.toString(i);
      lambda.updateFunctionConfiguration(
          r -> r.functionName("cold").environment(e -> e.variables(Map.of("CHANGE", change))));
      lambda.waiter().waitUntilFunctionUpdatedV2(r -> r.functionName("cold"));
      Thread.sleep(AHEAD);
      double before = awaitSpares(sparesExpected);
      double[] time = invoke();
      if (metric(SPARE_STARTS) - before != sparesExpected) {
        throw new IOException("this start did not go as it was meant to");
      }
      if (i >= 0) {
        times.add(time);
      }
    }
    lambda.deleteFunction(r -> r.functionName("cold"));
    return times;
  }

  /** Waits for the spare; says how many have been used up. */
  private double awaitSpares(int expected) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (metric(SPARES) != expected) {
      if (System.nanoTime() > end) {
        throw new IOException("no spare within " + PATIENCE);
      }
      Thread.sleep(AHEAD);
    }
    if (expected > 0) {
      Thread.sleep(AHEAD);
    }
    return metric(SPARE_STARTS);
  }

  private double metric(Pattern pattern) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.call().resolve("/_forebay/metrics")).build();
    Matcher found =
        pattern.matcher(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }

  private double[] invoke() throws IOException {
    URI uri = server.call().resolve("/2015-03-31/functions/cold/invocations");
    byte[] request = SignedCall.post(uri, EVENT, "test", "test", Map.of("X-Amz-Log-Type", "Tail"));
    Load.Answer answer = Load.once(uri, request);
    String tail =
        new String(
            Base64.getDecoder().decode(answer.header("x-amz-log-result")), StandardCharsets.UTF_8);
    Matcher init = INIT.matcher(tail);
    if (!init.find()) {
      throw new IOException("no init was reported: " + tail);
    }
    return new double[] {answer.nanos() / 1e6, Double.parseDouble(init.group(1))};
  }

  private static String figures(List<double[]> times, int column) {
    double[] sorted = times.stream().mapToDouble(time -> time[column]).sorted().toArray();
    return "%.1f (%.1f)".formatted(sorted[sorted.length / 2], sorted[0]);
  }
}
