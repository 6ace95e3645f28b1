package dev.forebay.invocation.url;

/** What a function returned cannot be an answer; the client gets 502. Without a stack trace. */
final class MalformedAnswer extends RuntimeException {
  MalformedAnswer(String message) {
    super(message, null, false, false);
  }
}
