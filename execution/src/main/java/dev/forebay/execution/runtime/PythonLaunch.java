package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts Python functions with our bootstrap. Immutable. */
final class PythonLaunch {
  private static final String SDK = "/var/sdk";

  private final Path bootstraps;
  private final Interpreters interpreters;

  PythonLaunch(Path bootstraps, Interpreters interpreters) {
    this.bootstraps = bootstraps;
    this.interpreters = interpreters;
  }

  /** How to start the image on the interpreter. */
  LaunchPlan plan(ManagedRuntime runtime, Interpreter interpreter, FunctionImage image) {
    Map<String, String> environment = CommonVariables.of(runtime, interpreter);
    environment.put("PYTHONPATH", "/var/runtime");
    environment.put("_FOREBAY_LAYERS", "/opt");
    List<SandboxSpec.Mount> mounts = new ArrayList<>(interpreter.mounts());
    mounts.add(new SandboxSpec.Mount(bootstraps.resolve("python"), "/var/runtime"));
    sdk(interpreter)
        .ifPresent(sdk -> {
          mounts.add(new SandboxSpec.Mount(sdk.folder(), SDK));
          environment.put("_FOREBAY_PYTHON_SDK", SDK);
          if (PackageText.mentions(image, ".py", "boto")) {
            environment.put("_FOREBAY_WARM_SDK", "1");
          }
        });
    // No site: it costs time, and the machine's own packages are not the function's business.
    return new LaunchPlan(
        List.of(interpreter.command(), "-S", "-u", "/var/runtime/bootstrap.py"),
        environment,
        mounts,
        true,
        "python:" + interpreter.release());
  }

  /** AWS's runtimes hold boto3, which is pure Python: the newest of another interpreter will do. */
  private Optional<PythonSdk> sdk(Interpreter interpreter) {
    return interpreter
        .sdk()
        .filter(PythonSdk::findsUs)
        .or(() ->
            interpreters.of(Family.PYTHON).stream()
                .flatMap(each -> each.sdk().stream())
                .max(Comparator.comparing(PythonSdk::version)));
  }
}
