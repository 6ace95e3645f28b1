package dev.forebay.proxy;

/**
 * What a function returned cannot be an answer; the client gets an error of the server. Without a
 * stack trace.
 */
public final class MalformedAnswer extends RuntimeException {
  MalformedAnswer(String message) {
    super(message, null, false, false);
  }
}
