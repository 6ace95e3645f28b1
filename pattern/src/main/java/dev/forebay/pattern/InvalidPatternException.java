package dev.forebay.pattern;

/**
 * A text that is no pattern. The message is the reason in the words of AWS's own matcher, which
 * EventBridge answers and Lambda does not.
 */
public final class InvalidPatternException extends RuntimeException {
  /**
   * With a reason.
   *
   * @param reason what is wrong with the text
   */
  public InvalidPatternException(String reason) {
    super(reason, null, false, false);
  }
}
