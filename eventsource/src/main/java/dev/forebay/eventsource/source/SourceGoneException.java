package dev.forebay.eventsource.source;

/** A source is not there any more. The engine disables the mapping. */
public final class SourceGoneException extends SourceException {
  private static final long serialVersionUID = 1;

  /**
   * The source is gone.
   *
   * @param message the StateTransitionReason
   */
  public SourceGoneException(String message, Throwable cause) {
    super(message, cause);
  }
}
