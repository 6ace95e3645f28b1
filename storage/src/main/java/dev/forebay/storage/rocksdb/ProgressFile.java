package dev.forebay.storage.rocksdb;

import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which sequence number of RocksDB writes were acknowledged. Without it, a write-ahead log or
 * a manifest that lost its end, or a log that is gone, would open as if the lost writes had never
 * been: their ends look like the torn end that a crash may leave.
 *
 * <p>It is written after each batch and never waited for. So it is never ahead of what was synced;
 * and with {@link Durability#OS} it may be ahead only when the machine itself went down, which the
 * machine's boot id tells. Confined to the commit thread.
 */
final class ProgressFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressFile.class);
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int NUMBERS = 2 * Long.BYTES + 1;

  private final Path path;
  private final FileChannel file;
  private final byte[] record;

  private ProgressFile(Path path, FileChannel file, byte[] record) {
    this.path = path;
    this.file = file;
    this.record = record;
  }

  /** Begins the file of a fresh folder. */
  static ProgressFile create(Path path, Durability durability) {
    try (FileChannel out =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ProgressFile progress = new ProgressFile(path, out, record(durability));
      progress.advance(0);
      out.force(true);
    } catch (IOException e) {
      throw new StorageException("cannot write " + path + ": " + e, e);
    }
    return open(path, durability, 0);
  }

  /**
   * Opens the file and compares.
   *
   * @param found the last sequence number that RocksDB has
   * @throws StorageException when acknowledged writes are missing, or the file is damaged
   */
  static ProgressFile open(Path path, Durability durability, long found) {
    try {
      if (!Files.exists(path)) {
        throw damaged(path, "is missing");
      }
      byte[] bytes = Files.readAllBytes(path);
      if (bytes.length < NUMBERS) {
        throw damaged(path, "is cut short");
      }
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.getLong() != checksum(bytes)) {
        throw damaged(path, "is damaged");
      }
      compare(path, found, in.getLong(), in.get() == 'O', StandardCharsets.US_ASCII.decode(in));
      ProgressFile progress =
          new ProgressFile(
              path, FileChannel.open(path, StandardOpenOption.WRITE), record(durability));
      progress.advance(found);
      return progress;
    } catch (IOException e) {
      throw new StorageException("cannot use " + path + ": " + e, e);
    }
  }

  private static void compare(
      Path path, long found, long acknowledged, boolean unsynced, CharSequence boot)
      throws IOException {
    if (found >= acknowledged) {
      return;
    }
    Path rows = path.resolveSibling("rocksdb");
    if (unsynced && !boot.toString().equals(bootId())) {
      LOG.warn(
          "{} lost its last writes when the machine went down ({} of {} are there), as durability"
              + " 'os' allows",
          rows,
          found,
          acknowledged);
      return;
    }
    throw new StorageException(
        "acknowledged writes are missing: "
            + path
            + " counts "
            + acknowledged
            + ", the log and manifest files in "
            + rows
            + " hold "
            + found
            + "; one of them was truncated or removed. Restore the data folder from a backup");
  }

  private static StorageException damaged(Path path, String how) {
    return new StorageException(path + " " + how + "; restore the data folder from a backup");
  }

  /** Notes that everything up to the sequence number was acknowledged. */
  void advance(long sequence) {
    ByteBuffer out = ByteBuffer.wrap(record);
    out.putLong(Long.BYTES, sequence).putLong(0, checksum(record));
    try {
      file.write(out, 0);
    } catch (IOException e) {
      throw new StorageException("cannot write " + path + ": " + e, e);
    }
  }

  private static byte[] record(Durability durability) throws IOException {
    byte[] boot = bootId().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(NUMBERS + boot.length)
        .put(2 * Long.BYTES, (byte) (durability == Durability.OS ? 'O' : 'F'))
        .put(NUMBERS, boot)
        .array();
  }

  private static long checksum(byte[] record) {
    CRC32 crc = new CRC32();
    crc.update(record, Long.BYTES, record.length - Long.BYTES);
    return crc.getValue();
  }

  private static String bootId() throws IOException {
    return Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "";
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new StorageException("cannot close " + path + ": " + e, e);
    }
  }
}
