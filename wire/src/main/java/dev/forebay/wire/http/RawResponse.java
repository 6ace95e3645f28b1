package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The answer to a {@link RawRequest}: either whole or streamed. Confined to the handler's thread.
 */
public interface RawResponse {
  /** Sends a whole answer. */
  void send(int status, Headers headers, Bytes body) throws IOException;

  /**
   * Starts an answer whose body follows. What is flushed is sent at once.
   *
   * @return the body; closing it ends the answer, and so does the handler's return. A handler that
   *     throws breaks the answer off, so that its receiver does not take it for whole
   */
  OutputStream stream(int status, Headers headers) throws IOException;
}
