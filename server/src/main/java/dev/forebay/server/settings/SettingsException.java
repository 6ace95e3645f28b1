package dev.forebay.server.settings;

/** A setting that cannot be used. The message says which, why, and where it was given. */
public final class SettingsException extends RuntimeException {
  /** With a message for the person who starts the server. */
  public SettingsException(String message) {
    super(message);
  }
}
