package dev.forebay.execution.runtime;

import java.util.HashMap;
import java.util.Map;

/**
 * The environment variables that AWS sets on every managed runtime and that a function may
 * override.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html">Defined
 *     runtime environment variables</a>
 */
final class CommonVariables {
  private static final String PATH = "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin";

  private CommonVariables() {}

  /** For a runtime that an interpreter runs. */
  static Map<String, String> of(ManagedRuntime runtime, Interpreter interpreter) {
    Map<String, String> variables = ofProvided();
    variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + runtime.identifier());
    variables.put("_FOREBAY_RUNTIME_SOCKET", "/run/forebay/runtime.sock");
    String command = interpreter.command();
    String bin = command.substring(0, command.lastIndexOf('/'));
    if (!PATH.contains(bin + ":") && !PATH.contains(bin + "/:")) {
      variables.put("PATH", bin + ":" + PATH);
    }
    return variables;
  }

  /** For {@code provided} runtimes, which have no AWS_EXECUTION_ENV. */
  static Map<String, String> ofProvided() {
    return new HashMap<>(
        Map.of(
            "LANG", "en_US.UTF-8",
            "TZ", ":UTC",
            "PATH", PATH,
            "LD_LIBRARY_PATH",
                "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib"
                    + ":/var/task:/var/task/lib:/opt/lib",
            "LAMBDA_TASK_ROOT", "/var/task",
            "LAMBDA_RUNTIME_DIR", "/var/runtime"));
  }
}
