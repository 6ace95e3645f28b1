package dev.forebay.e2e.crash;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A file in which functions note what they do, a line each time, while the server has no sandbox;
 * beside it lies the number of the server's life, which a process reads as it starts. Confined to
 * one thread.
 */
final class Notes {
  /** Python: {@code LIFE}, and {@code note(text)}, which appends lines in one write. */
  static final String PYTHON =
      """
      import os

      NOTES = os.environ["NOTES"].replace("|", "/")
      LIFE = open(NOTES + ".life").read()

      def note(text):
          out = os.open(NOTES, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
          os.write(out, text.encode())
          os.close(out)

      """;

  private final Path file;
  private final List<String> lines = new ArrayList<>();
  private long offset;

  Notes(Path file) {
    this.file = file;
  }

  /** The variable NOTES: without slashes, since a function's own /tmp is put into a path. */
  String variable() {
    return file.toString().replace('/', '|');
  }

  /** Tells the processes of the functions which life of the server comes next. */
  void life(int number) throws IOException {
    Files.writeString(file.resolveSibling(file.getFileName() + ".life"), Integer.toString(number));
  }

  /** All whole lines so far; none is ever taken back. */
  List<String> lines() {
    if (!Files.exists(file)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(offset);
      byte[] bytes = new byte[(int) (in.length() - offset)];
      in.readFully(bytes);
      String text = new String(bytes, StandardCharsets.UTF_8);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      offset += whole.getBytes(StandardCharsets.UTF_8).length;
      whole.lines().forEach(lines::add);
      return Collections.unmodifiableList(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
