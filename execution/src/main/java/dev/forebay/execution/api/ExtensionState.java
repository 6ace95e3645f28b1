package dev.forebay.execution.api;

/**
 * Where an extension stands. It is allowed to go:
 *
 * <pre>
 * Started ──register──► Registered ──next──► Ready ──INVOKE──► Running
 *                           │                  ▲                  │
 *                           │                  └───────next───────┤
 *                           ├──init/error──► InitError            │
 *                           └──exit/error (any but Started)──► ExitError
 * </pre>
 */
enum ExtensionState {
  STARTED("Started"),
  REGISTERED("Registered"),
  READY("Ready"),
  RUNNING("Running"),
  INIT_ERROR("InitError"),
  EXIT_ERROR("ExitError"),
  EXITED("Exited"),
  LAUNCH_ERROR("LaunchError");

  private final String text;

  ExtensionState(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /** The answer to a call that is not allowed in this state. */
  ApiReply refuse(ExtensionState next, String extension) {
    return ApiReply.error(
        403,
        "Extension.InvalidExtensionState",
        "State transition from "
            + text
            + " to "
            + next.text
            + " failed for extension "
            + extension
            + ". Error: State transition is not allowed");
  }
}
