package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code AWS_LAMBDA_EXEC_WRAPPER}: a program of the function's that starts the runtime. It is the
 * function's own code, so a process with one is not started ahead of its init.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html">Modifying the
 *     runtime environment</a>
 */
final class ExecWrapper {
  // AWS's own check, messages and exit statuses.
  private static final String SCRIPT =
      "if [ ! -f \"$0\" ]; then echo \"$0: does not exist\"; exit 127; fi;"
          + " if [ ! -x \"$0\" ]; then echo \"$0: is not an executable\"; exit 126; fi;"
          + " exec -- \"$0\" \"$@\"";

  private ExecWrapper() {}

  /** The wrapper that the function names. */
  static Optional<String> of(FunctionImage image) {
    return Optional.ofNullable(image.environment().get("AWS_LAMBDA_EXEC_WRAPPER"))
        .filter(path -> !path.isEmpty());
  }

  /** The plan, started through the wrapper. */
  static LaunchPlan around(LaunchPlan plan, String wrapper) {
    List<String> command = new ArrayList<>(List.of("/bin/bash", "-c", SCRIPT, wrapper));
    command.addAll(plan.command());
    return new LaunchPlan(command, plan.environment(), plan.mounts(), false, plan.runtimeVersion());
  }
}
