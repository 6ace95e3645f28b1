package dev.forebay.function.code;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Unpacks below a folder that exists and is empty. Confined to one thread. */
final class FolderUnpacking implements Unpacking {
  private final Path root;

  FolderUnpacking(Path root) {
    this.root = root;
  }

  @Override
  public void folder(List<String> path) throws IOException {
    Path folder = at(path);
    Files.createDirectory(folder);
    // Set afterwards, because the process's umask takes bits away at creation.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Override
  public OutputStream file(List<String> path, Access access) throws IOException {
    Path file = at(path);
    OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    String mode =
        switch (access) {
          case PLAIN -> "rw-r--r--";
          case EXECUTABLE -> "rwxr-xr-x";
        };
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return new BufferedOutputStream(out);
  }

  @Override
  public void link(List<String> path, String target) throws IOException {
    Files.createSymbolicLink(at(path), Path.of(target));
  }

  private Path at(List<String> path) {
    return root.resolve(String.join("/", path));
  }
}
