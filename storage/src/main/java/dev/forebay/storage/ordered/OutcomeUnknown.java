package dev.forebay.storage.ordered;

import dev.forebay.storage.StorageException;

/** The batch may or may not have become durable. */
final class OutcomeUnknown extends StorageException {
  private static final long serialVersionUID = 1;

  OutcomeUnknown(String message) {
    super(message);
  }

  OutcomeUnknown(String message, Throwable cause) {
    super(message, cause);
  }
}
