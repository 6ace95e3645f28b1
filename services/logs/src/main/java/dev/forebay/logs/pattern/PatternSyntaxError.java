package dev.forebay.logs.pattern;

/** A text that is no filter pattern; the message is for the caller. */
public final class PatternSyntaxError extends RuntimeException {
  PatternSyntaxError(String message) {
    super(message, null, false, false);
  }

  /** What is wrong, never null. */
  public String text() {
    String message = getMessage();
    return message == null ? "Invalid filter pattern" : message;
  }
}
