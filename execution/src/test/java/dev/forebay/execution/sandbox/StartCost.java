package dev.forebay.execution.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Prints what a start, a restart and an end cost. Not a test: run its {@code main} from the
 * module's test class path, with the number of rounds.
 */
final class StartCost {
  private StartCost() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("forebay-cost");
    for (SandboxSettings.Outbound outbound : SandboxSettings.Outbound.values()) {
      SandboxSettings settings =
          new SandboxSettings(
              SandboxSettings.Mode.REQUIRED, outbound, folder.resolve("run"), Optional.empty());
      try (Sandbox sandbox = BubblewrapSandbox.open(settings)) {
        measure("bubblewrap, outbound " + outbound, sandbox, new Specs(folder), rounds);
      }
    }
    try (Sandbox sandbox = new ProcessSandbox("a measurement")) {
      measure("plain process", sandbox, new Specs(folder), rounds);
    }
  }

  private static void measure(String what, Sandbox sandbox, Specs specs, int rounds)
      throws Exception {
    long[] start = new long[rounds];
    long[] restart = new long[rounds];
    long[] end = new long[rounds];
    for (int i = -5; i < rounds; i++) {
      SandboxSpec spec = specs.command("cost", List.of("/bin/true")).holdInInit();
      long t0 = System.nanoTime();
      SandboxedProcess process = sandbox.start(spec);
      long t1 = System.nanoTime();
      SandboxedProcess again = process.restart(spec.environment());
      long t2 = System.nanoTime();
      again.close();
      long t3 = System.nanoTime();
      if (i >= 0) {
        start[i] = t1 - t0;
        restart[i] = t2 - t1;
        end[i] = t3 - t2;
      }
    }
    System.out.printf("%s: start %s, restart %s, end %s%n", what, of(start), of(restart), of(end));
  }

  private static String of(long[] nanos) {
    Arrays.sort(nanos);
    return "p50 %.1f min %.1f p90 %.1f ms"
        .formatted(
            nanos[nanos.length / 2] / 1e6, nanos[0] / 1e6, nanos[nanos.length * 9 / 10] / 1e6);
  }
}
