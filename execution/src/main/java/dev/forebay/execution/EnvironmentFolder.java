package dev.forebay.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of one environment. {@code tmp} lasts as long as the environment; the rest is made
 * anew with each life of its processes. Immutable.
 *
 * @param root the folder
 */
record EnvironmentFolder(Path root) {
  /** Makes the folder, which is not there yet. */
  static EnvironmentFolder make(Path root) throws IOException {
    EnvironmentFolder folder = new EnvironmentFolder(root);
    Files.createDirectories(folder.tmp());
    Files.setPosixFilePermissions(folder.tmp(), PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createDirectory(folder.control());
    Files.setPosixFilePermissions(folder.control(), PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /** What becomes {@code /tmp}. */
  Path tmp() {
    return root.resolve("tmp");
  }

  /** What becomes {@code /run/forebay}. */
  Path control() {
    return root.resolve("control");
  }

  /** The Unix socket of the APIs. */
  Path socket() {
    return control().resolve("runtime.sock");
  }

  /** A FIFO that does not exist yet, for what a process prints. */
  Path freshFifo(String name) throws IOException {
    Path fifo = root.resolve(name + ".out");
    if (Files.exists(fifo, LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(fifo);
    }
    return fifo;
  }

  /** Removes the folder. */
  void delete() throws IOException {
    FileTrees.delete(root);
  }
}
