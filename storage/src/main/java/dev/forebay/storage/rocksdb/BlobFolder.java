package dev.forebay.storage.rocksdb;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Blobs.BlobId;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.ordered.BlobShelf;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Large contents as files, named by their SHA-256. A file is written under another name, synced and
 * then renamed, so that under its own name it is whole. Thread-safe.
 */
final class BlobFolder implements BlobShelf {
  private static final String PART = ".part";

  private final Path folder;
  private final boolean synced;

  private BlobFolder(Path folder, boolean synced) {
    this.folder = folder;
    this.synced = synced;
  }

  static BlobFolder open(Path folder, Durability durability) {
    try {
      Files.createDirectories(folder);
      return new BlobFolder(folder, durability == Durability.FSYNC);
    } catch (IOException e) {
      throw new StorageException("cannot use the folder " + folder + ": " + e, e);
    }
  }

  @Override
  public void put(BlobId id, Bytes content) {
    Path file = file(id);
    Path part = folder.resolve(id.sha256() + PART);
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out = Channels.newOutputStream(channel);
        content.writeTo(out);
        if (synced) {
          channel.force(true);
        }
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      if (synced) {
        DataFolder.sync(folder);
      }
    } catch (IOException e) {
      throw new StorageException("cannot write " + file + ": " + e, e);
    }
  }

  @Override
  public Optional<Bytes> get(BlobId id) {
    try {
      Bytes content = Bytes.wrap(Files.readAllBytes(file(id)));
      if (!BlobId.of(content).equals(id)) {
        throw VerifiedStream.damaged(file(id));
      }
      return Optional.of(content);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageException("cannot read " + file(id) + ": " + e, e);
    }
  }

  @Override
  public Optional<InputStream> open(BlobId id) {
    try {
      InputStream in = Files.newInputStream(file(id));
      return Optional.of(new VerifiedStream(new BufferedInputStream(in), file(id), id));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StorageException("cannot read " + file(id) + ": " + e, e);
    }
  }

  @Override
  public void delete(BlobId id) {
    delete(file(id));
  }

  @Override
  public void retain(Predicate<BlobId> wanted) {
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (name.endsWith(PART) || (name.matches("[0-9a-f]{64}") && !wanted.test(new BlobId(name)))) {
        delete(file);
      }
    }
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new StorageException("cannot read the folder " + folder + ": " + e, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StorageException("cannot delete " + file + ": " + e, e);
    }
  }

  @Override
  public String locate(BlobId id) {
    return file(id).toString();
  }

  private Path file(BlobId id) {
    return folder.resolve(id.sha256());
  }
}
