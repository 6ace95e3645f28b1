package dev.forebay.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.lambda.LambdaClient;

/**
 * Many warm invocations at sixteen connections, and what the server holds after a tenth, a half and
 * all of them: resident memory, heap after a full collection, threads, open files. After {@code
 * ./forebay warmup}; the argument is how many, 100,000 unless given:
 *
 * <pre>java -cp 'bench/target/bench/*' dev.forebay.bench.Leak 100000</pre>
 */
public final class Leak {
  private static final int CONNECTIONS = 16;
  private static final byte[] EVENT = "{\"n\":1}".getBytes(StandardCharsets.UTF_8);
  private static final Pattern HEAP_USED = Pattern.compile("used ([0-9]+)K");

  private Leak() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    int total = arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]);
    Path scratch = Files.createTempDirectory("forebay-bench");
    Machine machine = new Machine(Path.of("").toAbsolutePath(), scratch);
    try (Contender forebay = machine.forebay();
        LambdaClient lambda = Machine.lambda(forebay.call())) {
      Machine.create(
          lambda, "leak", "python3.11", "handler.handle", Zips.of("handler.py", Machine.PYTHON));
      URI invoke = forebay.call().resolve("/2015-03-31/functions/leak/invocations");
      System.out.println(
          "| invocations | resident, MiB | heap after GC, MiB | threads | open files |");
      System.out.println("|---|---|---|---|---|");
      int done = 0;
      for (int mark : List.of(total / 10, total / 2, total)) {
        while (done < mark) {
          // A signature is good for five minutes.
          int part = Math.min(mark - done, total / 10);
          byte[] request = SignedCall.post(invoke, EVENT, "test", "test");
          done += Load.count(invoke, request, CONNECTIONS, Math.max(1, part / CONNECTIONS)).count();
        }
        System.out.println(row(done, forebay.process().toHandle()));
      }
    }
  }

  private static String row(int done, ProcessHandle server) throws Exception {
    long resident = ProcessTreeUse.of(server).residentKibibytes();
    jcmd(server, "GC.run");
    Matcher used = HEAP_USED.matcher(jcmd(server, "GC.heap_info"));
    long heap = 0;
    // The young and the old generation; what follows is not the heap.
    for (int i = 0; i < 2 && used.find(); i++) {
      heap += Long.parseLong(used.group(1));
    }
    Path proc = Path.of("/proc", Long.toString(server.pid()));
    return "| %,d | %.1f | %.1f | %d | %d |"
        .formatted(
            done,
            resident / 1024.0,
            heap / 1024.0,
            count(proc.resolve("task")),
            count(proc.resolve("fd")));
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  private static String jcmd(ProcessHandle server, String command)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    words.addAll(List.of(Long.toString(server.pid()), command));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(said);
    }
    return said;
  }
}
