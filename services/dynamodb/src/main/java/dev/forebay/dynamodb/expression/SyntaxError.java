package dev.forebay.dynamodb.expression;

/** An expression that is none: what is wrong, in AWS's words. Without a stack trace. */
final class SyntaxError extends RuntimeException {
  private static final long serialVersionUID = 1;

  SyntaxError(String message) {
    super(message, null, false, false);
  }

  /** What is wrong, never null. */
  String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
