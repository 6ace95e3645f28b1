package dev.forebay.execution.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts our bootstraps, which are resources, into a folder that a sandbox can mount. The folder is
 * named for their content, so that servers of different builds do not disturb each other.
 */
final class Bootstraps {
  /** The module that a Python bootstrap consists of. */
  static final String PYTHON = "python/forebay_runtime.py";

  private static final List<String> FILES =
      List.of("python/bootstrap.py", PYTHON, "nodejs/index.cjs", "ruby/bootstrap.rb");

  private Bootstraps() {}

  /**
   * The folder with a sub-folder for each family; made when it is not there.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  static Path extract(Path under) {
    try {
      Map<String, byte[]> contents = new LinkedHashMap<>();
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : FILES) {
        try (InputStream resource = Bootstraps.class.getResourceAsStream(file)) {
          if (resource == null) {
            throw new IllegalStateException("the build lacks a bootstrap: " + file);
          }
          byte[] content = resource.readAllBytes();
          digest.update(content);
          contents.put(file, content);
        }
      }
      Path folder = under.resolve(HexFormat.of().formatHex(digest.digest(), 0, 8));
      for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
        place(folder.resolve(entry.getKey()), entry.getValue());
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot place the bootstraps under " + under, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void place(Path file, byte[] content) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) == content.length) {
      return;
    }
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path fresh = Files.createTempFile(folder, ".new", "");
    Files.write(fresh, content);
    // The function runs under another user.
    fresh.toFile().setReadable(true, false);
    Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }
}
