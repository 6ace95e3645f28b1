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

/**
 * Up to which sequence number of RocksDB writes were acknowledged, and up to where its manifest was
 * whole. Without it, a write-ahead log or a manifest that lost its end, or a log that is gone,
 * would open as if the lost writes had never been: their ends look like the torn end that a crash
 * may leave.
 *
 * <p>It is written after each batch and never waited for. So it is never ahead of what was synced;
 * and with {@link Durability#OS} it may be ahead only when the machine itself went down, which the
 * machine's boot id tells. Confined to the commit thread.
 */
final class ProgressFile implements AutoCloseable {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int NUMBERS = 5 * Long.BYTES + 1;

  /**
   * What the file says.
   *
   * @param sequence the last sequence number that was acknowledged
   * @param manifest the manifest as far as it was durable then
   * @param mayBeLost whether later ones may have been lost without damage, because they were not
   *     synced and the machine went down
   */
  record Acknowledged(long sequence, Manifest.Mark manifest, boolean mayBeLost) {}

  private final Path path;
  private final FileChannel file;
  private final Manifest manifest;
  private final byte[] record;

  private ProgressFile(Path path, FileChannel file, Manifest manifest, byte[] record) {
    this.path = path;
    this.file = file;
    this.manifest = manifest;
    this.record = record;
  }

  /** Reads the file of a folder that is in use; says so if it is missing or damaged. */
  static Acknowledged read(Path path) {
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
      long sequence = in.getLong();
      Manifest.Mark manifest = new Manifest.Mark(in.getLong(), in.getLong(), in.getLong());
      boolean unsynced = in.get() == 'O';
      String boot = StandardCharsets.US_ASCII.decode(in).toString();
      return new Acknowledged(sequence, manifest, unsynced && !boot.equals(bootId()));
    } catch (IOException e) {
      throw new StorageException("cannot read " + path + ": " + e, e);
    }
  }

  private static StorageException damaged(Path path, String how) {
    return new StorageException(path + " " + how + "; restore the data folder from a backup");
  }

  /** Opens the file for writing, from the sequence number that is there. */
  static ProgressFile open(DataFolder folder, Durability durability, long sequence) {
    Path path = folder.progress();
    try {
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      ProgressFile progress =
          new ProgressFile(path, file, Manifest.open(folder.rows()), record(durability));
      progress.advance(sequence);
      file.force(true);
      return progress;
    } catch (IOException e) {
      throw new StorageException("cannot write " + path + ": " + e, e);
    }
  }

  /** Notes that everything up to the sequence number was acknowledged. */
  void advance(long sequence) {
    ByteBuffer out = ByteBuffer.wrap(record);
    try {
      Manifest.Mark mark = manifest.mark();
      out.putLong(Long.BYTES, sequence)
          .putLong(2 * Long.BYTES, mark.number())
          .putLong(3 * Long.BYTES, mark.length())
          .putLong(4 * Long.BYTES, mark.checksum())
          .putLong(0, checksum(record));
      file.write(out, 0);
    } catch (IOException e) {
      throw new StorageException("cannot write " + path + ": " + e, e);
    }
  }

  private static byte[] record(Durability durability) throws IOException {
    byte[] boot = bootId().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(NUMBERS + boot.length)
        .put(5 * Long.BYTES, (byte) (durability == Durability.OS ? 'O' : 'F'))
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
    try (manifest) {
      file.close();
    } catch (IOException e) {
      throw new StorageException("cannot close " + path + ": " + e, e);
    }
  }
}
