package dev.forebay.execution;

import dev.forebay.model.Bytes;
import java.io.IOException;

/**
 * Takes a streamed answer as the function produces it. Confined to one thread at a time. An {@link
 * IOException} means that the caller has gone: the rest is read and dropped.
 */
public interface ResponseSink {
  /** The answer begins; once, before any bytes. */
  void start(String contentType) throws IOException;

  /** The next bytes. */
  void write(Bytes bytes) throws IOException;
}
