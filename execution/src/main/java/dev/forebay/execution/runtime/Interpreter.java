package dev.forebay.execution.runtime;

import dev.forebay.execution.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An interpreter on this machine that has been run once and works. Immutable.
 *
 * @param family what it runs
 * @param version as identifiers spell it
 * @param release the whole version, such as {@code 3.12.1}
 * @param executable the program, links resolved
 * @param prefix the folder that it needs at run time
 * @param sdk Python: its boto3
 */
record Interpreter(
    Family family,
    Version version,
    String release,
    Path executable,
    Path prefix,
    Optional<PythonSdk> sdk) {
  private static final Path SYSTEM = Path.of("/usr");
  private static final String INSIDE = "/var/lang";

  /** The program as seen inside the sandbox: AWS's place when it lives outside the system's. */
  String command() {
    return prefix.startsWith(SYSTEM)
        ? executable.toString()
        : INSIDE + "/" + prefix.relativize(executable);
  }

  /** What must be mounted to run it; the sandbox shows the system's folders anyway. */
  List<SandboxSpec.Mount> mounts() {
    return prefix.startsWith(SYSTEM) ? List.of() : List.of(new SandboxSpec.Mount(prefix, INSIDE));
  }
}
