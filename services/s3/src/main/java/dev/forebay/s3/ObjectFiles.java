package dev.forebay.s3;

import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The files that hold the bytes of larger objects: {@code bucket's id/two digits/name}. A file is
 * written under the name that it keeps; it counts once a row names it. Thread-safe.
 */
final class ObjectFiles {
  private final Path folder;
  private final boolean synced;

  /**
   * The files below a folder, which is emptied when nothing is to survive.
   *
   * @param durability whether files are synced before they count
   */
  ObjectFiles(Path folder, Durability durability) {
    this.folder = folder;
    this.synced = durability == Durability.FSYNC;
    if (durability == Durability.MEMORY) {
      clear();
    }
  }

  /** A file under way. Confined to one thread. */
  final class Writing implements AutoCloseable {
    private final Path path;
    private final Path parent;
    private final FileChannel channel;
    private boolean kept;

    private Writing(Path path, Path parent, FileChannel channel) {
      this.path = path;
      this.parent = parent;
      this.channel = channel;
    }

    void write(byte[] bytes, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    /** Makes the file last; without this, closing removes it. */
    void keep() throws IOException {
      if (synced) {
        channel.force(true);
        sync(parent);
      }
      kept = true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!kept) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Starts a file. */
  Writing write(OpenBucket bucket, String id) throws IOException {
    Path path = path(bucket, id);
    Path of = folder.resolve(bucket.row().id());
    Path parent = of.resolve(id.substring(id.length() - 2));
    while (true) {
      try {
        return new Writing(
            path,
            parent,
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      } catch (NoSuchFileException e) {
        makeFolder(of, parent);
      }
    }
  }

  private void makeFolder(Path of, Path parent) throws IOException {
    Files.createDirectories(parent);
    if (synced) {
      sync(of);
      sync(folder);
    }
  }

  /** Opens a file for reading; empty when it is gone. */
  Optional<FileChannel> read(OpenBucket bucket, String id) {
    try {
      return Optional.of(FileChannel.open(path(bucket, id), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageException("cannot read " + path(bucket, id) + ": " + e, e);
    }
  }

  /** Removes a file, if it is there. */
  void delete(OpenBucket bucket, String id) {
    delete(path(bucket, id));
  }

  /** Removes everything of a bucket. */
  void deleteAll(OpenBucket bucket) {
    clear(folder.resolve(bucket.row().id()));
  }

  /** Removes everything. */
  void clear() {
    clear(folder);
  }

  /** Tells of every file that is older than an instant: the id of its bucket, and its name. */
  void each(Instant before, BiConsumer<String, String> action) {
    for (Path bucket : list(folder)) {
      for (Path part : list(bucket)) {
        for (Path file : list(part)) {
          if (isOlder(file, before)) {
            action.accept(name(bucket), name(file));
          }
        }
      }
    }
  }

  /** Removes a file of a bucket that may be gone. */
  void delete(String bucketId, String id) {
    delete(path(bucketId, id));
  }

  private static boolean isOlder(Path file, Instant before) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class)
          .lastModifiedTime()
          .toInstant()
          .isBefore(before);
    } catch (IOException gone) {
      return false;
    }
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  private static void clear(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ObjectFiles::delete);
    } catch (IOException e) {
      throw new StorageException("cannot empty " + folder + ": " + e, e);
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + path + ": " + e, e);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private Path path(OpenBucket bucket, String id) {
    return path(bucket.row().id(), id);
  }

  private Path path(String bucketId, String id) {
    return folder.resolve(bucketId).resolve(id.substring(id.length() - 2)).resolve(id);
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
