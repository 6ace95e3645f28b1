package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts Node.js functions with our bootstrap. Immutable. */
final class NodeLaunch {
  private static final String PROGRAM = "/var/lang/bin/node";

  private final Path bootstraps;

  NodeLaunch(Path bootstraps) {
    this.bootstraps = bootstraps;
  }

  /** How to start the image on the interpreter. */
  LaunchPlan plan(ManagedRuntime runtime, Interpreter interpreter, FunctionImage image) {
    Map<String, String> environment = CommonVariables.of(runtime, interpreter);
    environment.put(
        "NODE_PATH",
        "/opt/nodejs/node"
            + runtime.version().major()
            + "/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules"
            + ":/var/runtime:/var/task");
    SandboxSpec.Mount runtimeFolder =
        new SandboxSpec.Mount(bootstraps.resolve("nodejs"), "/var/runtime");
    // Node.js is one file: its surroundings, which may be a whole home folder, stay outside.
    boolean system = interpreter.mounts().isEmpty();
    List<SandboxSpec.Mount> mounts =
        system
            ? List.of(runtimeFolder)
            : List.of(new SandboxSpec.Mount(interpreter.executable(), PROGRAM), runtimeFolder);
    int memory = image.memoryMegabytes();
    return new LaunchPlan(
        List.of(
            system ? interpreter.command() : PROGRAM,
            "--expose-gc",
            "--max-http-header-size=81920",
            "--max-semi-space-size=" + Math.max(1, memory * 5 / 100),
            "--max-old-space-size=" + memory * 90 / 100,
            "/var/runtime/index.cjs"),
        environment,
        mounts,
        true,
        "nodejs:" + interpreter.release());
  }
}
