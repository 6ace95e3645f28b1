package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The native program that runs first in every sandbox; compiled from {@code src/main/c}. */
final class InitProgram {
  private InitProgram() {}

  /**
   * Unpacks it into a folder and makes it executable.
   *
   * @throws IOException when this build has none, or the folder cannot be written
   */
  static Path extract(Path folder) throws IOException {
    Path program = folder.resolve("forebay-init");
    try (InputStream content = InitProgram.class.getResourceAsStream("forebay-init")) {
      if (content == null) {
        throw new IOException("this build has no forebay-init");
      }
      Path fresh = Files.createTempFile(folder, "forebay-init", "");
      Files.copy(content, fresh, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
      return Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
