package dev.forebay.invocation;

import static dev.forebay.invocation.ScriptedExecution.REPORT;

import dev.forebay.execution.InvocationOutcome;
import dev.forebay.model.Bytes;
import dev.forebay.model.SystemClock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.memory.MemoryEngine;
import dev.forebay.wire.CallContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/**
 * What this module and the switchboard add to a warm invocation: a function that answers at once,
 * called over and over, without HTTP. A class with a main, run by hand:
 *
 * <pre>./mvnw -q -pl invocation -am test-compile, then java -cp (test class path)
 * dev.forebay.invocation.InvokeOverhead</pre>
 */
final class InvokeOverhead {
  private static final int CALLS = 200_000;

  private InvokeOverhead() {}

  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("overhead");
    SystemClock clock = new SystemClock();
    InvocationOutcome outcome =
        new InvocationOutcome.Succeeded(Bytes.utf8("{\"statusCode\":200}"), REPORT);
    try (StorageEngine engine = MemoryEngine.open(clock);
        Site site = new Site(engine, folder, clock, (image, event, sink) -> outcome, 10_000_000)) {
      site.create("fn", "");
      for (String payload :
          new String[] {"{\"key\":\"value\"}", "[\"" + "x".repeat(65_536) + "\"]"}) {
        CallContext context = Site.context(Optional.empty());
        var request = Site.request("fn", payload).build();
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 10; round++) {
          int calls = payload.length() > 1000 ? CALLS / 50 : CALLS;
          long start = System.nanoTime();
          for (int i = 0; i < calls; i++) {
            site.call(context, request, InvokeResponse.class);
          }
          best = Math.min(best, (System.nanoTime() - start) / calls);
        }
        System.out.printf("%d bytes: %d ns a call%n", payload.length(), best);
      }
    }
    System.exit(0);
  }
}
