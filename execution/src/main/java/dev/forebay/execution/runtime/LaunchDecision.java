package dev.forebay.execution.runtime;

/** Whether, and how, a function can be started on this machine. */
public sealed interface LaunchDecision {
  /** It can be started so. */
  record Planned(LaunchPlan plan) implements LaunchDecision {}

  /**
   * It cannot be started.
   *
   * @param errorType AWS's name for the failure: {@code Runtime.InvalidEntrypoint} when the package
   *     has no program, {@code InvalidRuntimeException} when this machine cannot run the runtime
   * @param message for the caller, without the {@code RequestId: … Error: } before it
   */
  record Refused(String errorType, String message) implements LaunchDecision {
    /** This machine cannot run the runtime, for this reason. */
    static Refused invalidRuntime(String reason) {
      return new Refused("InvalidRuntimeException", reason);
    }
  }
}
