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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every sandbox sees of the host read-only: the system's programs, mounted, and an {@code
 * /etc} that is made once, because each mount costs a start a tenth of a millisecond.
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
    Files.writeString(folder.resolve("group"), users.groupFile());
    Files.writeString(
        folder.resolve("hosts"),
        "127.0.0.1 localhost\n::1 localhost\n127.0.0.1 sandbox.localdomain sandbox\n");
    Files.writeString(
        folder.resolve("resolv.conf"),
        nameservers.stream()
            .map(server -> "nameserver " + server + "\n")
            .collect(Collectors.joining()));
    Files.writeString(
        folder.resolve("nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
    openToAll(folder);
    return folder;
  }

  /** Whatever the server's own mask for new files is. */
  private static void openToAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> !Files.isSymbolicLink(path)).toList()) {
        String permissions = Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      }
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
            if (file.toString().endsWith(".gz")) { // manual pages among the alternatives
              return FileVisitResult.CONTINUE;
            }
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
