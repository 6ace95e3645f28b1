package dev.forebay.execution.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A server of its own, in a process that a test may kill or run as another user. */
final class Trial {
  private Trial() {}

  /** Arguments: what to do, and a folder. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    SandboxSettings settings =
        new SandboxSettings(
            SandboxSettings.Mode.REQUIRED,
            SandboxSettings.Outbound.ALLOWED,
            folder.resolve("run"),
            Optional.empty());
    try (Sandbox sandbox = BubblewrapSandbox.open(settings)) {
      if (arguments[0].equals("hang")) {
        hang(sandbox, new Specs(folder));
      } else {
        tryOut(sandbox, new Specs(folder));
      }
    }
  }

  private static void hang(Sandbox sandbox, Specs specs) throws Exception {
    String script = "(setsid sh -c 'trap \"\" TERM HUP; while echo alive; do sleep 0.01; done') &";
    SandboxSpec spec = specs.sh("hang", script + " sleep 1000").holdInInit();
    try (SandboxedProcess process = sandbox.start(spec)) {
      process.release();
      process.waitFor(Duration.ofMinutes(5));
    }
  }

  private static void tryOut(Sandbox sandbox, Specs specs) throws Exception {
    sandbox.enforcement().enforced().forEach(System.out::println);
    sandbox.enforcement().missing().forEach(line -> System.out.println("missing " + line));
    String script =
        """
        echo "user $(id -u) $(whoami) $$"
        for folder in / /var/task /opt /run /dev /etc /tmp; do
          touch $folder/written 2>/dev/null && echo "written $folder"
        done
        cat /tmp/kept 2>/dev/null; echo kept >/tmp/kept
        grep -E 'Cap(Eff|Bnd)|NoNewPrivs' /proc/self/status
        for i in $(seq 500); do
          grep -q "\t00000000\t" /proc/net/route && echo "way out" && break
          sleep 0.01
        done
        head -c 20000000 /dev/zero >/tmp/big || echo "full"
        """;
    SandboxSpec spec = specs.sh("try", script).tmpSize(8).holdInInit();
    SandboxedProcess process = sandbox.start(spec);
    process.release();
    System.out.println(process.waitFor(Duration.ofSeconds(20)));
    try (SandboxedProcess again = process.restart(Map.of("PATH", "/usr/bin:/bin"))) {
      again.release();
      System.out.println(again.waitFor(Duration.ofSeconds(20)));
    }
    System.out.println(Files.readString(spec.output()));
  }
}
