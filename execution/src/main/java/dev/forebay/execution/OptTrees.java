package dev.forebay.execution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What appears at {@code /opt}: the union of a function's layers, later ones on top. One layer is
 * used as it lies; a union of several is made once for each list, of hard links where the file
 * system allows them, and shared by all environments of the list. Thread-safe: a lock lets one
 * union be made at a time.
 */
final class OptTrees {
  private final Path folder;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<List<Path>, Path> trees = new HashMap<>();

  /** Keeps its trees in the folder. */
  OptTrees(Path folder) {
    this.folder = folder;
  }

  /** The folder to mount. */
  Path of(List<Path> layers) throws IOException {
    if (layers.size() == 1) {
      return layers.getFirst();
    }
    lock.lock();
    try {
      Path known = trees.get(layers);
      if (known != null) {
        return known;
      }
      Path tree = make(layers);
      trees.put(layers, tree);
      return tree;
    } finally {
      lock.unlock();
    }
  }

  private Path make(List<Path> layers) throws IOException {
    byte[] names = layers.toString().getBytes(StandardCharsets.UTF_8);
    Path tree = folder.resolve(UUID.nameUUIDFromBytes(names).toString());
    Files.createDirectories(tree);
    for (Path layer : layers) {
      Files.walkFileTree(layer, new Overlay(layer, tree));
    }
    return tree;
  }

  /** Forgets all trees; their files are the caller's to remove. */
  void clear() {
    lock.lock();
    try {
      trees.clear();
    } finally {
      lock.unlock();
    }
  }

  /** Lays one layer over what is there. */
  private static final class Overlay extends SimpleFileVisitor<Path> {
    private final Path layer;
    private final Path tree;

    Overlay(Path layer, Path tree) {
      this.layer = layer;
      this.tree = tree;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path from, BasicFileAttributes attributes)
        throws IOException {
      Path to = target(from);
      if (!Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(to);
        Files.createDirectories(to);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path from, BasicFileAttributes attributes) throws IOException {
      Path to = target(from);
      if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
        FileTrees.delete(to);
      }
      Files.deleteIfExists(to);
      if (attributes.isSymbolicLink()) {
        Files.createSymbolicLink(to, Files.readSymbolicLink(from));
        return FileVisitResult.CONTINUE;
      }
      try {
        Files.createLink(to, from);
      } catch (IOException | UnsupportedOperationException e) {
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
      }
      return FileVisitResult.CONTINUE;
    }

    private Path target(Path from) {
      return tree.resolve(layer.relativize(from).toString());
    }
  }
}
