package dev.forebay.storage.rocksdb;

import dev.forebay.storage.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that holds all files of an engine, locked against a second process while open.
 *
 * <pre>
 * LOCK       locked while in use; holds the process id
 * FORMAT     what wrote the folder, and in which version; present before anything else
 * PROGRESS   up to where writes were acknowledged
 * rocksdb/   the rows
 * blobs/     large contents, named by their SHA-256
 * native/    the engine's native library
 * </pre>
 */
final class DataFolder implements AutoCloseable {
  private static final String CREATING = "forebay-storage creating\n";
  private static final String VERSION_1 = "forebay-storage 1\n";

  private final Path folder;
  private final FileChannel lockFile;
  private final boolean fresh;

  private DataFolder(Path folder, FileChannel lockFile, boolean fresh) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.fresh = fresh;
  }

  /**
   * Locks the folder, and makes it if it is not there.
   *
   * @throws StorageException when another process has it, when it holds other files, or files of a
   *     version that is not known
   */
  static DataFolder open(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(absolute);
      refuseForeign(absolute);
      FileChannel lockFile = lock(absolute);
      try {
        return new DataFolder(absolute, lockFile, prepare(absolute));
      } catch (IOException | RuntimeException e) {
        lockFile.close();
        throw e;
      }
    } catch (IOException e) {
      throw new StorageException("the data folder " + absolute + " cannot be used: " + e, e);
    }
  }

  private static void refuseForeign(Path folder) throws IOException {
    if (Files.exists(folder.resolve("FORMAT"))) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Optional<Path> foreign =
          entries.filter(entry -> !entry.equals(folder.resolve("LOCK"))).findAny();
      if (foreign.isPresent()) {
        throw new StorageException(
            "the folder "
                + folder
                + " holds other files ("
                + foreign.get().getFileName()
                + ") but no file FORMAT, so it is not a data folder; name an empty folder, or"
                + " restore FORMAT from a backup");
      }
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    Path path = folder.resolve("LOCK");
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Optional<FileLock> lock = Optional.empty();
    try {
      lock = Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      // Another engine of this very process has it.
    }
    if (lock.isEmpty()) {
      ByteBuffer holder = ByteBuffer.allocate(32);
      channel.read(holder, 0);
      channel.close();
      String pid = StandardCharsets.US_ASCII.decode(holder.flip()).toString().strip();
      throw new StorageException(
          "the data folder "
              + folder
              + " is in use by process "
              + (pid.isEmpty() ? "(unknown)" : pid)
              + "; stop that process or name another folder");
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
        0);
    return channel;
  }

  /** Whether the folder is fresh. A folder whose making was cut short is made anew. */
  private static boolean prepare(Path folder) throws IOException {
    Path format = folder.resolve("FORMAT");
    String found = Files.exists(format) ? Files.readString(format) : "";
    if (found.equals(VERSION_1)) {
      return false;
    }
    if (Files.exists(format) && !found.equals(CREATING)) {
      throw new StorageException(
          format
              + " is damaged or names a format that this version does not know: '"
              + found.strip()
              + "'; use the version that wrote the folder, or restore it from a backup");
    }
    for (String part : List.of("rocksdb", "blobs", "PROGRESS")) {
      remove(folder.resolve(part));
    }
    writeFormat(folder, CREATING);
    return true;
  }

  /** Marks a fresh folder as complete. */
  void created() {
    try {
      writeFormat(folder, VERSION_1);
    } catch (IOException e) {
      throw new StorageException("cannot write " + folder.resolve("FORMAT") + ": " + e, e);
    }
  }

  private static void writeFormat(Path folder, String text) throws IOException {
    Path part = folder.resolve("FORMAT.part");
    try (FileChannel out =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    }
    Files.move(part, folder.resolve("FORMAT"), StandardCopyOption.ATOMIC_MOVE);
    sync(folder);
  }

  /** Makes the names in a folder durable. */
  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void remove(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  /** Whether nothing was ever acknowledged from this folder. */
  boolean fresh() {
    return fresh;
  }

  Path path() {
    return folder;
  }

  Path rows() {
    return folder.resolve("rocksdb");
  }

  Path blobs() {
    return folder.resolve("blobs");
  }

  Path progress() {
    return folder.resolve("PROGRESS");
  }

  Path library() {
    return folder.resolve("native");
  }

  /** Gives the folder up. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
