package dev.forebay.storage;

/**
 * The engine cannot do its work: a file is damaged or missing, the disk refuses, the data folder
 * belongs to another process, the engine is closed. The message names the file or folder and says
 * what to do. Nothing that the caller asked for has been acknowledged.
 */
public class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message alone. */
  public StorageException(String message) {
    super(message);
  }

  /** With the failure that led to it. */
  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
