package dev.forebay.storage.rocksdb;

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
 * The file in which RocksDB notes which files belong to it, as far as it is known to be whole. It
 * only ever grows; a new one is begun at each opening. RocksDB itself takes a manifest that was cut
 * short, or whose records do not fit, for an older one that ends there. Confined to one thread.
 */
final class Manifest implements AutoCloseable {
  /**
   * A manifest up to some length.
   *
   * @param number from its name
   * @param length in bytes
   * @param checksum CRC-32 of these bytes
   */
  record Mark(long number, long length, long checksum) {}

  private final Path path;
  private final FileChannel file;
  private final CRC32 checksum = new CRC32();
  private long length;

  private Manifest(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /**
   * The manifest that is in force.
   *
   * @throws StorageException when there is none
   */
  static Manifest open(Path rows) throws IOException {
    Path current = rows.resolve("CURRENT");
    if (!Files.exists(current)) {
      throw damaged(current, "is missing");
    }
    String name = new String(Files.readAllBytes(current), StandardCharsets.ISO_8859_1);
    if (!name.matches("MANIFEST-[0-9]{1,18}\n")) {
      throw damaged(current, "is damaged: it names no manifest");
    }
    Path path = rows.resolve(name.strip());
    if (!Files.exists(path)) {
      throw damaged(path, "is missing");
    }
    return new Manifest(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  /**
   * Compares the manifest with what it was known to be. A later manifest than the known one was
   * begun by an opening that was cut short.
   */
  void require(Mark known) throws IOException {
    long number = number();
    if (number == known.number()) {
      read(known.length());
      if (checksum.getValue() != known.checksum()) {
        throw damaged(path, "is damaged or was cut short");
      }
    } else if (number < known.number()) {
      throw damaged(path, "is not the latest manifest (" + known.number() + ")");
    }
  }

  /** Takes in what was added to the manifest since the last time, once it is durable. */
  Mark mark() throws IOException {
    long size = file.size();
    if (size > length) {
      file.force(false);
      read(size);
    }
    return new Mark(number(), length, checksum.getValue());
  }

  private void read(long upTo) throws IOException {
    ByteBuffer more = ByteBuffer.allocate(8_192);
    while (length < upTo) {
      more.clear().limit((int) Math.min(more.capacity(), upTo - length));
      int count = file.read(more, length);
      if (count <= 0) {
        throw damaged(path, "was cut short to " + length + " of " + upTo + " bytes");
      }
      length += count;
      checksum.update(more.flip());
    }
  }

  private long number() {
    return Long.parseLong(path.getFileName().toString().substring("MANIFEST-".length()));
  }

  private static StorageException damaged(Path path, String how) {
    return new StorageException(path + " " + how + "; restore the data folder from a backup");
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
