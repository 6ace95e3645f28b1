package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What sandboxes see at {@code /dev}: the five devices without which programs do not run. There is
 * no {@code /dev/shm} to write to, as on AWS.
 */
final class Devices {
  /** With their minor numbers; the major one is 1. */
  private static final Map<String, Integer> MINOR =
      Map.of("null", 3, "zero", 5, "full", 7, "random", 8, "urandom", 9);

  private static final Map<String, String> LINKS =
      Map.of(
          "fd", "/proc/self/fd",
          "stdin", "/proc/self/fd/0",
          "stdout", "/proc/self/fd/1",
          "stderr", "/proc/self/fd/2");

  private Devices() {}

  /**
   * The arguments that mount them. Root makes a folder with devices of its own, which is one mount;
   * others show the host's one by one.
   */
  static List<String> mounts(Privilege privilege, Path folder) throws IOException {
    if (privilege == Privilege.ROOT) {
      Optional<Path> made = make(folder);
      if (made.isPresent()) {
        return List.of("--dev-bind", folder.toString(), "/dev");
      }
    }
    return Stream.concat(
            MINOR.keySet().stream()
                .flatMap(name -> Stream.of("--dev-bind", "/dev/" + name, "/dev/" + name)),
            LINKS.entrySet().stream()
                .flatMap(link -> Stream.of("--symlink", link.getValue(), "/dev/" + link.getKey())))
        .toList();
  }

  /** Empty when no device can be made there, or none works, as on a file system mounted nodev. */
  private static Optional<Path> make(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("shm"));
    for (Map.Entry<String, Integer> device : MINOR.entrySet()) {
      Path node = folder.resolve(device.getKey());
      if (!Files.exists(node) && !makeNode(node, device.getValue())) {
        return Optional.empty();
      }
    }
    for (Map.Entry<String, String> link : LINKS.entrySet()) {
      if (!Files.isSymbolicLink(folder.resolve(link.getKey()))) {
        Files.createSymbolicLink(folder.resolve(link.getKey()), Path.of(link.getValue()));
      }
    }
    try (var zero = Files.newInputStream(folder.resolve("zero"))) {
      return zero.read() == 0 ? Optional.of(folder) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean makeNode(Path node, int minor) throws IOException {
    Process process =
        new ProcessBuilder("mknod", "-m", "666", node.toString(), "c", "1", Integer.toString(minor))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
