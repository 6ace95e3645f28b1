package dev.forebay.server.cli;

/** A command line that cannot be understood. The message is for the person who typed it. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
