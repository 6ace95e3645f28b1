package dev.forebay.execution.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines, without their line ends. A line longer than {@link
 * #LONGEST_LINE} is cut into several, not inside a character. A carriage return inside a line is a
 * line end of a record of several lines: runtimes' clients write them so, to keep the record one
 * event. Confined to the lock of its pipe.
 */
final class LineSplitter {
  /** The largest log event of CloudWatch Logs, 256 KiB with the 26 bytes that it counts for one. */
  static final int LONGEST_LINE = (256 << 10) - 26;

  private final Consumer<String> lines;
  private byte[] rest = new byte[256];
  private int length;

  LineSplitter(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Takes further bytes. */
  void accept(byte[] bytes, int count) {
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        append(bytes, from, i);
        emit(length);
        from = i + 1;
      }
    }
    append(bytes, from, count);
  }

  /** Takes what has come since the last line end for a line. */
  void flush() {
    if (length > 0) {
      emit(length);
    }
  }

  private void append(byte[] bytes, int from, int to) {
    int begin = from;
    while (length + to - begin > LONGEST_LINE) {
      int room = LONGEST_LINE - length;
      store(bytes, begin, room);
      begin += room;
      emit(startOfLastCharacter());
    }
    store(bytes, begin, to - begin);
  }

  private void store(byte[] bytes, int from, int count) {
    if (length + count > rest.length) {
      rest = Arrays.copyOf(rest, Math.max(length + count, rest.length * 2));
    }
    System.arraycopy(bytes, from, rest, length, count);
    length += count;
  }

  /** Where to cut so that no UTF-8 sequence is torn; the end if the bytes are not UTF-8. */
  private int startOfLastCharacter() {
    for (int i = length - 1; i >= length - 4; i--) {
      if ((rest[i] & 0xc0) != 0x80) {
        return (rest[i] & 0x80) == 0 ? length : i;
      }
    }
    return length;
  }

  private void emit(int end) {
    int text = end == length && end > 0 && rest[end - 1] == '\r' ? end - 1 : end;
    lines.accept(new String(rest, 0, text, StandardCharsets.UTF_8).replace('\r', '\n'));
    System.arraycopy(rest, end, rest, 0, length - end);
    length -= end;
    if (length == 0 && rest.length > 64 << 10) {
      rest = new byte[256];
    }
  }
}
