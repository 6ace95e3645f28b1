package dev.forebay.execution;

/**
 * A function cannot be started: its package has no bootstrap, or the machine has no interpreter for
 * its runtime. The caller of the function gets the type and {@code RequestId: … Error: } before the
 * message.
 */
public final class LaunchRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String errorType;

  /** With AWS's error type, such as {@code Runtime.InvalidEntrypoint}, and message. */
  public LaunchRefusedException(String errorType, String message) {
    super(message);
    this.errorType = errorType;
  }

  /** AWS's name for the failure. */
  public String errorType() {
    return errorType;
  }
}
