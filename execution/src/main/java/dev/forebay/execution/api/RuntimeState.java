package dev.forebay.execution.api;

/**
 * Where a runtime stands. It is allowed to go:
 *
 * <pre>
 * Started ──next──► Ready ──event──► Running ──response──► InvocationResponse ──────┐
 *    │                ▲                 └─────error──► InvocationErrorResponse ──┤
 *    └─init/error──► InitError          └── next: the same event again           ▼
 *                     └───────────────────────next────────────── RuntimeResponseSentState
 * </pre>
 *
 * The names are those that AWS's messages use.
 */
enum RuntimeState {
  STARTED("Started"),
  INIT_ERROR("InitError"),
  READY("Ready"),
  RUNNING("Running"),
  INVOCATION_RESPONSE("InvocationResponse"),
  INVOCATION_ERROR_RESPONSE("InvocationErrorResponse"),
  RESPONSE_SENT("RuntimeResponseSentState");

  private final String text;

  RuntimeState(String text) {
    this.text = text;
  }

  /** The answer to a call that is not allowed in this state. */
  ApiReply refuse(RuntimeState next) {
    return ApiReply.error(
        403,
        "InvalidStateTransition",
        "State transition from "
            + text
            + " to "
            + next.text
            + " failed for runtime. Error: State transition is not allowed");
  }
}
