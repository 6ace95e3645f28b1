package dev.forebay.eventsource.source;

/** A source cannot be read now. The engine tries again after a while. */
public class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A failure.
   *
   * @param message for LastProcessingResult, without the word {@code PROBLEM}
   */
  public SourceException(String message, Throwable cause) {
    super(message, cause);
  }
}
