package dev.forebay.storage.rocksdb;

import dev.forebay.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;

/**
 * The native part of RocksDB. Left alone it would copy itself (15 MB) to the temporary folder at
 * every start, and leave the copy there when the process is killed; here it is copied once to a
 * folder of ours.
 */
final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Loads the library, unless this process has done so. It lies in a subfolder named by its size,
   * so that the next version does not meet this one's.
   */
  static void load(Path folder) {
    String resource = Environment.getJniLibraryFileName("rocksdb");
    URL source = RocksDB.class.getClassLoader().getResource(resource);
    if (source == null) {
      throw new StorageException(
          "the storage engine has no native library for this machine (" + resource + ")");
    }
    try {
      URLConnection connection = source.openConnection();
      Path home = folder.resolve(Long.toString(connection.getContentLengthLong()));
      // The name that RocksDB looks for when it is given a folder differs from the one in its jar.
      Path library = home.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
      try {
        RocksDB.loadLibrary(List.of(home.toString()));
      } catch (UnsatisfiedLinkError notYetThere) {
        copy(connection, library);
        RocksDB.loadLibrary(List.of(home.toString()));
      }
    } catch (IOException | UnsatisfiedLinkError e) {
      throw new StorageException(
          "the storage engine's native library cannot be loaded from " + folder + ": " + e, e);
    }
  }

  private static void copy(URLConnection source, Path library) throws IOException {
    Files.createDirectories(library.getParent());
    Path part = library.resolveSibling("part");
    try (InputStream in = source.getInputStream()) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
  }
}
