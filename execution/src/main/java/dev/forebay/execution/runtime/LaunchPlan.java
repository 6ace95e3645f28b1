package dev.forebay.execution.runtime;

import dev.forebay.execution.sandbox.SandboxSpec;
import java.util.List;
import java.util.Map;

/**
 * How to start a function on its runtime. Immutable.
 *
 * @param command the program and its arguments, as seen inside the sandbox
 * @param environment the variables that the runtime needs besides the platform's and the function's
 * @param mounts what must be visible besides code, layers and the system
 * @param holdsItself whether the command waits for a line on its standard input before its init
 * @param runtimeVersion for INIT_START, such as {@code python:3.12.v30}
 */
public record LaunchPlan(
    List<String> command,
    Map<String, String> environment,
    List<SandboxSpec.Mount> mounts,
    boolean holdsItself,
    String runtimeVersion) {
  /** Copies the collections. */
  public LaunchPlan {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    mounts = List.copyOf(mounts);
  }

  /** The same for a process that must be held before the interpreter boots. */
  LaunchPlan heldFromOutside() {
    return new LaunchPlan(command, environment, mounts, false, runtimeVersion);
  }
}
