package dev.forebay.execution;

import dev.forebay.execution.sandbox.SandboxedProcess.Exit;

/** How AWS words the end of a process. Stateless. */
final class ExitText {
  private ExitText() {}

  /** The error type: the process ended by itself, or for want of memory. */
  static String errorType(Exit exit) {
    return exit.outOfMemory() ? "Runtime.OutOfMemory" : "Runtime.ExitError";
  }

  /** The message, without the request id. */
  static String of(Exit exit) {
    if (exit.outOfMemory()) {
      return "Runtime exited with error: signal: killed";
    }
    int status = exit.status();
    if (status == 0) {
      return "Runtime exited without providing a reason";
    }
    return "Runtime exited with error: "
        + (status > 128 && status < 128 + 65
            ? "signal: " + signal(status - 128)
            : "exit status " + status);
  }

  private static String signal(int number) {
    return switch (number) {
      case 1 -> "hangup";
      case 2 -> "interrupt";
      case 3 -> "quit";
      case 4 -> "illegal instruction";
      case 5 -> "trace/breakpoint trap";
      case 6 -> "aborted";
      case 7 -> "bus error";
      case 8 -> "floating point exception";
      case 9 -> "killed";
      case 10 -> "user defined signal 1";
      case 11 -> "segmentation fault";
      case 12 -> "user defined signal 2";
      case 13 -> "broken pipe";
      case 14 -> "alarm clock";
      case 15 -> "terminated";
      default -> "signal " + number;
    };
  }
}
