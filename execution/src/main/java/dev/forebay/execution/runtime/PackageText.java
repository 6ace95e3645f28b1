package dev.forebay.execution.runtime;

import dev.forebay.execution.FunctionImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A cheap look for a word in a function's source files. It may miss one; it reads little. */
final class PackageText {
  private static final int FILES = 60;
  private static final int DEPTH = 4;
  private static final long LARGEST = 256 << 10;

  private PackageText() {}

  /** Whether one of the package's or its layers' first files with this ending holds the word. */
  static boolean mentions(FunctionImage image, String ending, String word) {
    List<Path> folders = new ArrayList<>(List.of(image.code()));
    folders.addAll(image.layers());
    return folders.stream().anyMatch(folder -> mentions(folder, ending, word));
  }

  private static boolean mentions(Path folder, String ending, String word) {
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .limit(FILES)
          .anyMatch(file -> holds(file, word));
    } catch (IOException | UncheckedIOException unreadable) {
      return false;
    }
  }

  private static boolean holds(Path file, String word) {
    try {
      return Files.isRegularFile(file)
          && Files.size(file) <= LARGEST
          && Files.readString(file, StandardCharsets.ISO_8859_1).contains(word);
    } catch (IOException unreadable) {
      return false;
    }
  }
}
