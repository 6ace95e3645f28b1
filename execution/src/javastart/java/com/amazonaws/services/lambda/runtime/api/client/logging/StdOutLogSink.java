package com.amazonaws.services.lambda.runtime.api.client.logging;

import com.amazonaws.services.lambda.runtime.logging.LogFormat;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Stands in for the client's class of this name, by coming first on the class path: a record is one
 * line on standard output, with carriage returns for the newlines inside it, so that a stack trace
 * stays one log event. Thread-safe.
 */
public class StdOutLogSink implements LogSink {
  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  @Override
  public void log(byte[] message) {
    log(LogLevel.UNDEFINED, LogFormat.TEXT, message);
  }

  @Override
  public void log(LogLevel level, LogFormat format, byte[] message) {
    int length = message.length;
    while (length > 0 && message[length - 1] == '\n') {
      length--;
    }
    byte[] line = Arrays.copyOf(message, length + 1);
    for (int i = 0; i < length; i++) {
      if (line[i] == '\n') {
        line[i] = '\r';
      }
    }
    line[length] = '\n';
    try {
      out.write(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {}
}
