package dev.forebay.execution.api;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * The bytes that come in on a connection, buffered, with the few ways in which HTTP reads them.
 * Confined to the connection's thread.
 */
final class ConnectionInput {
  /** The JDK keeps a native buffer as large as the largest read for each carrier thread. */
  private static final int LARGEST_READ = 64 << 10;

  private final ReadableByteChannel channel;
  private final byte[] buffer = new byte[8 << 10];
  private int from;
  private int to;

  ConnectionInput(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /** Whether there is a further byte; waits for it. */
  boolean more() throws IOException {
    if (from < to) {
      return true;
    }
    from = 0;
    to = 0;
    int count = channel.read(ByteBuffer.wrap(buffer));
    to = Math.max(count, 0);
    return count > 0;
  }

  /**
   * The next line, without its line end; a lone line feed ends it too.
   *
   * @param longest how many bytes are allowed
   * @throws EOFException when the connection ends before the line does
   * @throws BadRequestException when it is longer
   */
  String line(int longest) throws IOException {
    StringBuilder start = new StringBuilder();
    while (true) {
      if (!more()) {
        throw new EOFException("connection closed in a line");
      }
      int end = from;
      while (end < to && buffer[end] != '\n') {
        end++;
      }
      if (start.length() + end - from > longest) {
        throw new BadRequestException(431, "Request header fields too large");
      }
      String part = new String(buffer, from, end - from, StandardCharsets.UTF_8);
      if (end < to) {
        from = end + 1;
        String line = start.isEmpty() ? part : start.append(part).toString();
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      }
      start.append(part);
      from = to;
    }
  }

  /** Reads to the end of the connection, or somewhat more than the limit, and drops it. */
  void discard(long limit) throws IOException {
    for (long read = 0; read <= limit && more(); read += to) {
      from = to;
    }
  }

  /** Reads at least one byte of {@code length}; -1 at the end of the connection. */
  int read(byte[] target, int offset, int length) throws IOException {
    if (from < to) {
      int count = Math.min(length, to - from);
      System.arraycopy(buffer, from, target, offset, count);
      from += count;
      return count;
    }
    return channel.read(ByteBuffer.wrap(target, offset, Math.min(length, LARGEST_READ)));
  }
}
