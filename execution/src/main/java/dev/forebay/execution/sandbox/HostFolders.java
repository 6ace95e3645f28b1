package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The folders that every sandbox sees read-only and that are made once, because each mount costs a
 * start a tenth of a millisecond: {@code /etc} with what programs need of the host's, and, where
 * the server may make device nodes, {@code /dev}.
 */
final class HostFolders {
  private static final List<String> COPIED =
      List.of(
          "alternatives",
          "ca-certificates",
          "crypto-policies",
          "gai.conf",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "localtime",
          "mime.types",
          "pki/ca-trust",
          "pki/tls/certs",
          "protocols",
          "services",
          "ssl/certs",
          "ssl/cert.pem",
          "ssl/openssl.cnf",
          "terminfo");

  private HostFolders() {}

  /** Makes {@code /etc} in a folder that is made with it. */
  static Path etc(Path folder, SandboxUsers users, List<String> nameservers) throws IOException {
    Files.createDirectories(folder);
    Path host = Path.of("/etc");
    for (String name : COPIED) {
      copy(host.resolve(name), folder.resolve(name));
    }
    try (var entries = Files.newDirectoryStream(host, "java*")) {
      for (Path entry : entries) {
        copy(entry, folder.resolve(entry.getFileName().toString()));
      }
    }
    Files.writeString(folder.resolve("passwd"), users.passwd());
    Files.writeString(folder.resolve("group"), SandboxUsers.group());
    Files.writeString(
        folder.resolve("hosts"),
        "127.0.0.1 localhost sandbox.localdomain sandbox\n::1 localhost\n");
    Files.writeString(
        folder.resolve("resolv.conf"),
        nameservers.stream()
            .map(server -> "nameserver " + server + "\n")
            .collect(Collectors.joining()));
    Files.writeString(
        folder.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
    return folder;
  }

  /**
   * Makes {@code /dev}, which only root can.
   *
   * @return empty when no device nodes can be made or used there
   */
  static Optional<Path> dev(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.createDirectories(folder.resolve("shm"));
    for (String device : List.of("null 3", "zero 5", "full 7", "random 8", "urandom 9")) {
      String[] parts = device.split(" ", -1);
      Path node = folder.resolve(parts[0]);
      int minor = Integer.parseInt(parts[1]);
      if (!Files.exists(node) && !makeNode(node, minor)) {
        return Optional.empty();
      }
    }
    link(folder, "fd", "/proc/self/fd");
    link(folder, "stdin", "/proc/self/fd/0");
    link(folder, "stdout", "/proc/self/fd/1");
    link(folder, "stderr", "/proc/self/fd/2");
    try (var zero = Files.newInputStream(folder.resolve("zero"))) {
      return zero.read() == 0 ? Optional.of(folder) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // mounted nodev
    }
  }

  private static boolean makeNode(Path node, int minor) throws IOException {
    Process process =
        new ProcessBuilder("mknod", "-m", "666", node.toString(), "c", "1", Integer.toString(minor))
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void link(Path folder, String name, String target) throws IOException {
    if (!Files.isSymbolicLink(folder.resolve(name))) {
      Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }
  }

  /**
   * Copies a file, a link or a folder with all in it; what is not there or not readable is left
   * out.
   */
  private static void copy(Path from, Path to) throws IOException {
    if (!Files.exists(from)) {
      return;
    }
    Files.createDirectories(to.getParent());
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder).toString()));
            return Files.isReadable(folder)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = file.equals(from) ? to : to.resolve(from.relativize(file).toString());
            if (attributes.isSymbolicLink() || readableByAll(file)) {
              Files.copy(
                  file, target, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.REPLACE_EXISTING);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** A private key under /etc/ssl is not for functions, even when the server may read it. */
  private static boolean readableByAll(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).charAt(6) == 'r';
  }

  /** The arguments that mount {@code /usr} and what belongs to it. */
  static List<String> systemMounts() throws IOException {
    var arguments = new java.util.ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
    for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32")) {
      Path path = Path.of("/" + name);
      if (Files.isSymbolicLink(path)) {
        arguments.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), "/" + name));
      } else if (Files.isDirectory(path)) {
        arguments.addAll(List.of("--ro-bind", "/" + name, "/" + name));
      }
    }
    return List.copyOf(arguments);
  }
}
