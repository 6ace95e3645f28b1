package dev.forebay.execution.api;

import java.io.IOException;

/** The bytes are not HTTP as we read it. The connection answers with the status and closes. */
final class BadRequestException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
