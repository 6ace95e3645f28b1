package dev.forebay.storage.rocksdb;

import dev.forebay.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns what RocksDB says of its files into messages that name the file and say what to do. */
final class Damage {
  private Damage() {}

  /** Opens the database; where it should be there, only if it is. */
  static RocksDB openChecked(DataFolder folder, Options options) {
    Path rows = folder.rows();
    Path current = rows.resolve("CURRENT");
    try {
      Files.createDirectories(rows);
      if (!folder.fresh()) {
        requireManifest(rows, current);
      }
      return RocksDB.open(options, rows.toString());
    } catch (IOException e) {
      throw new StorageException("cannot read " + current + ": " + e, e);
    } catch (RocksDBException e) {
      throw explain(rows, e);
    }
  }

  private static void requireManifest(Path rows, Path current) throws IOException {
    if (!Files.exists(current)) {
      throw new StorageException(current + " is missing; restore the data folder from a backup");
    }
    String name = Files.readString(current);
    if (!name.matches("MANIFEST-[0-9]+\n")) {
      throw new StorageException(
          current + " is damaged: it names no manifest; restore the data folder from a backup");
    }
    Path manifest = rows.resolve(name.strip());
    if (!Files.exists(manifest)) {
      throw new StorageException(manifest + " is missing; restore the data folder from a backup");
    }
  }

  /** The failure with the files that it is about. */
  static StorageException explain(Path rows, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    Status status = e.getStatus();
    boolean damage =
        status != null
            && (status.getCode() == Status.Code.Corruption
                || status.getCode() == Status.Code.NotFound);
    StringBuilder text = new StringBuilder("the files in ").append(rows);
    text.append(damage ? " are damaged: " : " cannot be used: ").append(message);
    if (damage && !message.contains(rows.toString())) {
      text.append(" (in one of ").append(String.join(", ", suspects(rows, message))).append(')');
    }
    if (damage) {
      text.append("; restore the data folder from a backup");
    }
    return new StorageException(text.toString(), e);
  }

  /** The files that a message without a name can be about. */
  private static List<String> suspects(Path rows, String message) {
    String ending = message.contains("log") ? ".log" : "";
    try (Stream<Path> files = Files.list(rows)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("MANIFEST-.*|CURRENT|.*\\.(log|sst)"))
          .filter(name -> name.endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of("unknown: " + e);
    }
  }
}
