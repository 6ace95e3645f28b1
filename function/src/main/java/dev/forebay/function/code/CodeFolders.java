package dev.forebay.function.code;

import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacked packages, one folder each, named by the package's hash: {@code code/SHA256/}. A folder
 * is unpacked under another name and then renamed, so that one that is there is complete; what a
 * crash left half done has the other name and goes at the next start. Everything in here can be
 * made again from the stored zip, so nothing is synced; after the machine itself went down, all
 * folders are dropped.
 *
 * <p>Thread-safe: one lock for a few hashes guards making and removing.
 */
final class CodeFolders {
  private static final Logger LOG = LoggerFactory.getLogger(CodeFolders.class);
  private static final String BOOT = ".boot";
  private static final String UNDER_WAY = ".part-";
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path root;
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final List<ReentrantLock> locks =
      IntStream.range(0, 64).mapToObj(i -> new ReentrantLock()).toList();
  private final AtomicLong sequence = new AtomicLong();

  CodeFolders(Path root) {
    this.root = root;
  }

  /** Makes the root, drops what cannot be trusted, and returns the hashes that are there. */
  List<String> open() throws IOException {
    Files.createDirectories(root);
    String boot = Files.isReadable(BOOT_ID) ? Files.readString(BOOT_ID) : "";
    Path mark = root.resolve(BOOT);
    boolean sameBoot = Files.exists(mark) && Files.readString(mark).equals(boot);
    List<String> hashes = new ArrayList<>();
    for (Path child : children()) {
      String name = child.getFileName().toString();
      if (name.equals(BOOT)) {
        continue;
      }
      if (sameBoot && !name.startsWith(".")) {
        hashes.add(name);
      } else {
        Trees.delete(child);
      }
    }
    Files.writeString(mark, boot);
    return hashes;
  }

  /** The folder of a hash. */
  Path path(String sha256) {
    return root.resolve(sha256);
  }

  /**
   * The folder of a package, unpacked if need be.
   *
   * @param zip how to get the package
   */
  Path ensure(String sha256, Function<String, Bytes> zip) {
    Path folder = path(sha256);
    if (ready.contains(sha256)) {
      return folder;
    }
    ReentrantLock lock = lock(sha256);
    lock.lock();
    try {
      if (!Files.isDirectory(folder)) {
        unpack(zip.apply(sha256), folder);
      }
      ready.add(sha256);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("package " + sha256 + " cannot be unpacked", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Checks a package and leaves it unpacked; returns the bytes of its files.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is not acceptable
   */
  long accept(String sha256, Bytes zip) {
    ReentrantLock lock = lock(sha256);
    lock.lock();
    try {
      Path folder = path(sha256);
      if (Files.isDirectory(folder)) {
        return ZipPackage.unpack(zip, new Unpacking.Nowhere(), PackageLimits.UNZIPPED);
      }
      long unpacked = unpack(zip, folder);
      ready.add(sha256);
      return unpacked;
    } catch (IOException e) {
      throw new UncheckedIOException("package " + sha256 + " cannot be unpacked", e);
    } finally {
      lock.unlock();
    }
  }

  /** Removes the folder of a hash, if it is there. */
  void remove(String sha256) {
    Path gone = temporary();
    ReentrantLock lock = lock(sha256);
    lock.lock();
    try {
      ready.remove(sha256);
      if (!Files.isDirectory(path(sha256))) {
        return;
      }
      Files.move(path(sha256), gone);
    } catch (IOException e) {
      LOG.warn("the unpacked package {} cannot be removed: {}", path(sha256), e.toString());
      return;
    } finally {
      lock.unlock();
    }
    deleteQuietly(gone);
  }

  /** Removes all folders; those that are being made survive under their temporary names. */
  void removeAll() {
    try {
      for (Path child : children()) {
        String name = child.getFileName().toString();
        if (!name.startsWith(".")) {
          remove(name);
        }
      }
    } catch (IOException e) {
      LOG.warn("the unpacked packages in {} cannot be removed: {}", root, e.toString());
    }
  }

  private long unpack(Bytes zip, Path folder) throws IOException {
    Path part = temporary();
    Files.createDirectory(part);
    try {
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
      long unpacked = ZipPackage.unpack(zip, new FolderUnpacking(part), PackageLimits.UNZIPPED);
      Files.move(part, folder);
      return unpacked;
    } catch (IOException | RuntimeException e) {
      deleteQuietly(part);
      throw e;
    }
  }

  private Path temporary() {
    return root.resolve(UNDER_WAY + sequence.incrementAndGet());
  }

  private static void deleteQuietly(Path folder) {
    try {
      Trees.delete(folder);
    } catch (IOException e) {
      LOG.warn("{} cannot be removed and stays until the next start: {}", folder, e.toString());
    }
  }

  private List<Path> children() throws IOException {
    List<Path> children = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(root)) {
      stream.forEach(children::add);
    }
    return children;
  }

  private ReentrantLock lock(String sha256) {
    return locks.get(Math.floorMod(sha256.hashCode(), locks.size()));
  }
}
