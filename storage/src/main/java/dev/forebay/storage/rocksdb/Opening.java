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
import org.rocksdb.WALRecoveryMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the rows so that damage is told from the end that a crash tears off.
 *
 * <p>RocksDB reads its log up to the first record that is not whole, whatever follows. Opened for
 * writing it would then make that state final and delete the rest. So a folder in use is first
 * opened for reading only, and what is found is compared with what was acknowledged ({@link
 * ProgressFile}): if anything is missing, the files are left as they are.
 */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
  private static final String RESTORE = "; restore the data folder from a backup";

  private Opening() {}

  /** Opens the database; where it should be there, only if it is whole. */
  static RocksDB open(DataFolder folder, Tuning tuning) {
    Path rows = folder.rows();
    try {
      Files.createDirectories(rows);
      if (!folder.fresh()) {
        ProgressFile.Acknowledged acknowledged = ProgressFile.read(folder.progress());
        try (Manifest manifest = Manifest.open(rows)) {
          manifest.require(acknowledged.manifest());
        }
        requireAcknowledged(rows, acknowledged, tuning);
      }
    } catch (IOException e) {
      throw new StorageException("cannot read the folder " + rows + ": " + e, e);
    }
    try (Options options = tuning.options(folder.fresh())) {
      return RocksDB.open(options, rows.toString());
    } catch (RocksDBException e) {
      throw explain(rows, e);
    }
  }

  private static void requireAcknowledged(
      Path rows, ProgressFile.Acknowledged acknowledged, Tuning tuning) {
    long found;
    try {
      found = look(rows, tuning, WALRecoveryMode.PointInTimeRecovery);
    } catch (RocksDBException e) {
      throw explain(rows, e);
    }
    if (found >= acknowledged.sequence()) {
      return;
    }
    if (acknowledged.mayBeLost()) {
      LOG.warn(
          "{} lost its last writes when the machine went down ({} of {} are there), as durability"
              + " 'os' allows",
          rows,
          found,
          acknowledged.sequence());
      return;
    }
    throw new StorageException(
        "acknowledged writes are missing from "
            + rows
            + ": "
            + found
            + " of "
            + acknowledged.sequence()
            + " are there; "
            + suspicion(rows, tuning)
            + RESTORE);
  }

  /** The last sequence number that is there, without changing a file. */
  private static long look(Path rows, Tuning tuning, WALRecoveryMode mode) throws RocksDBException {
    try (Options options = tuning.options(false).setWalRecoveryMode(mode);
        RocksDB db = RocksDB.openReadOnly(options, rows.toString())) {
      return db.getLatestSequenceNumber();
    }
  }

  /** Which files are to blame: the logs when one of them does not read to its end. */
  private static String suspicion(Path rows, Tuning tuning) {
    try {
      look(rows, tuning, WALRecoveryMode.AbsoluteConsistency);
      return "one of these was truncated, or a log removed: "
          + String.join(", ", names(rows, "MANIFEST-.*|.*\\.log"));
    } catch (RocksDBException e) {
      return "damaged: " + String.join(", ", names(rows, ".*\\.log")) + " (" + e.getMessage() + ")";
    }
  }

  /** The failure with the files that it is about. */
  static StorageException explain(Path rows, RocksDBException e) {
    String message = String.valueOf(e.getMessage());
    Status status = e.getStatus();
    if (status == null || status.getCode() != Status.Code.Corruption) {
      return new StorageException("the files in " + rows + " cannot be used: " + message, e);
    }
    boolean named = names(rows, ".*").stream().anyMatch(message::contains);
    String files =
        named
            ? ""
            : " (in one of " + String.join(", ", names(rows, "MANIFEST-.*|.*\\.(log|sst)")) + ")";
    return new StorageException(
        "the files in " + rows + " are damaged: " + message + files + RESTORE, e);
  }

  private static List<String> names(Path rows, String pattern) {
    try (Stream<Path> files = Files.list(rows)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(pattern))
          .sorted()
          .toList();
    } catch (IOException e) {
      LOG.warn("cannot list {}", rows, e);
      return List.of();
    }
  }
}
