package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts functions that bring their own program.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html">Building a
 *     custom runtime</a>
 */
final class ProvidedLaunch {
  private static final String INVALID_ENTRYPOINT = "Runtime.InvalidEntrypoint";

  private ProvidedLaunch() {}

  /** {@code bootstrap} of the package, else of a layer; later layers lie on top. */
  static LaunchDecision decide(ManagedRuntime runtime, FunctionImage image) {
    Path own = image.code().resolve("bootstrap");
    if (Files.isRegularFile(own)) {
      return decide(runtime, own, "/var/task/bootstrap");
    }
    List<Path> layers = new ArrayList<>(image.layers()).reversed();
    for (Path layer : layers) {
      Path shared = layer.resolve("bootstrap");
      if (Files.isRegularFile(shared)) {
        return decide(runtime, shared, "/opt/bootstrap");
      }
    }
    return new LaunchDecision.Refused(
        INVALID_ENTRYPOINT,
        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
  }

  private static LaunchDecision decide(ManagedRuntime runtime, Path program, String inside) {
    if (!Files.isExecutable(program)) {
      return new LaunchDecision.Refused(
          INVALID_ENTRYPOINT, "fork/exec " + inside + ": permission denied");
    }
    return new LaunchDecision.Planned(
        new LaunchPlan(
            List.of(inside),
            CommonVariables.ofProvided(),
            List.of(),
            false,
            runtime.identifier().replaceFirst("^provided\\.?", "provided:")));
  }
}
