package dev.forebay.execution;

import dev.forebay.execution.runtime.LaunchPlan;

/** Says how to start a function: {@code Runtimes::plan}. Thread-safe. */
@FunctionalInterface
public interface LaunchPlanner {
  /**
   * The plan for one version of a function.
   *
   * @throws LaunchRefusedException when there is nothing that can be started
   */
  LaunchPlan plan(FunctionImage image);
}
