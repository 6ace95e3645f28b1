package dev.forebay.execution.log;

import dev.forebay.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The last lines of one invocation, as {@code LogType=Tail} returns them. Confined to the lock of
 * its log.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke,
 *     LogResult</a>
 */
final class LogTail {
  /** 4 KB on AWS. */
  static final int LIMIT = 4 << 10;

  private final Deque<String> lines = new ArrayDeque<>();
  private int length;

  void add(String line) {
    lines.addLast(line);
    length += line.length() + 1;
    while (length - lines.getFirst().length() - 1 >= LIMIT) {
      length -= lines.removeFirst().length() + 1;
    }
  }

  /** The last bytes of all lines, each with a line end. */
  Bytes bytes() {
    StringBuilder text = new StringBuilder(length);
    for (String line : lines) {
      text.append(line).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LIMIT) {
      return Bytes.wrap(bytes);
    }
    int from = bytes.length - LIMIT;
    while (from < bytes.length && (bytes[from] & 0xc0) == 0x80) {
      from++;
    }
    return Bytes.wrap(Arrays.copyOfRange(bytes, from, bytes.length));
  }
}
