package dev.forebay.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Blobs.BlobId;
import dev.forebay.storage.Durability;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.Transaction.Put;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files are told, by name, and never taken for an empty store. */
class DamagedFolderTest {
  private static final int ROWS = 200;
  private final Clock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private @TempDir Path folder;
  private BlobId blob;

  /** Two hundred rows in a table file, as many again in the log, and a blob. */
  @BeforeEach
  void fill() {
    try (StorageEngine engine = open()) {
      write(engine, 0);
    }
    // Opening moves the rows of the log into a table file.
    try (StorageEngine engine = open()) {
      write(engine, ROWS);
      blob = engine.blobs().put(Bytes.wrap(new byte[100_000]));
    }
    assertThat(files("rocksdb", ".*\\.sst")).isNotEmpty();
  }

  private StorageEngine open() {
    return RocksDbEngine.open(folder, Durability.OS, clock);
  }

  private void write(StorageEngine engine, int first) {
    for (int i = first; i < first + ROWS; i++) {
      byte[] value = new byte[500];
      random.nextBytes(value);
      RowKey key = new RowKey("t", Bytes.utf8("k" + i));
      engine
          .tables("s")
          .commit(
              new Transaction(
                  OperationId.random(random),
                  List.of(),
                  List.of(new Put(key, Bytes.wrap(value))),
                  Optional.empty()));
    }
  }

  private static int rows(StorageEngine engine) {
    return engine.tables("s").scan(Range.all("t"), 10_000).size();
  }

  private List<Path> files(String part, String pattern) {
    try (Stream<Path> files = Files.list(folder.resolve(part))) {
      return files.filter(file -> file.getFileName().toString().matches(pattern)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The largest file, which is the one that matters. */
  private Path file(String pattern) {
    return files("rocksdb", pattern).stream()
        .max(Comparator.comparingLong(file -> file.toFile().length()))
        .orElseThrow();
  }

  private static void flipByte(Path file, long at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) at] ^= 0x55;
    Files.write(file, bytes);
  }

  private static void truncate(Path file, double share) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * share)));
  }

  private AbstractThrowableAssert<?, ?> assertRefusedNaming(Path file) {
    return assertThatThrownBy(
            () -> {
              try (StorageEngine engine = open()) {
                rows(engine);
              }
            })
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("backup");
  }

  @Test
  void aWholeFolderOpensWithAllItsRows() {
    assertOpensWithAllRows();
  }

  private void assertOpensWithAllRows() {
    try (StorageEngine engine = open()) {
      assertThat(rows(engine)).isEqualTo(2 * ROWS);
    }
  }

  /** The log of the latest writes. */
  @Nested
  class WriteAheadLog {
    @Test
    void damageInTheMiddleIsTold() throws IOException {
      Path log = file(".*\\.log");
      flipByte(log, Files.size(log) / 2);
      assertRefusedNaming(log).hasMessageContaining("acknowledged writes are missing");
      // And again: a refused opening has changed nothing.
      assertRefusedNaming(log);
      flipByte(log, Files.size(log) / 2);
      assertOpensWithAllRows();
    }

    @Test
    void aLogThatLostItsEndIsTold() throws IOException {
      Path log = file(".*\\.log");
      truncate(log, 0.9);
      assertRefusedNaming(log).hasMessageContaining("acknowledged writes are missing");
    }

    @Test
    void aLogThatIsGoneIsTold() throws IOException {
      for (Path log : files("rocksdb", ".*\\.log")) {
        Files.delete(log);
      }
      assertRefusedNaming(file("MANIFEST-.*"))
          .hasMessageContaining("acknowledged writes are missing");
    }

    @Test
    void anEndTornOffByACrashIsNoDamage() throws IOException {
      Path log = file(".*\\.log");
      byte[] record = Arrays.copyOf(Files.readAllBytes(log), 300);
      // A record of which only the first part was written.
      Files.write(log, record, StandardOpenOption.APPEND);
      assertOpensWithAllRows();
    }

    @Test
    void anEndWhoseBytesNeverArrivedIsNoDamage() throws IOException {
      Path log = file(".*\\.log");
      // The file grew, and the machine went down before the pages were written.
      Files.write(log, new byte[5_000], StandardOpenOption.APPEND);
      assertOpensWithAllRows();
    }

    @Test
    void anEndOfGarbageIsNoDamage() throws IOException {
      Path log = file(".*\\.log");
      byte[] garbage = new byte[3_000];
      random.nextBytes(garbage);
      Files.write(log, garbage, StandardOpenOption.APPEND);
      assertOpensWithAllRows();
    }
  }

  /** The files that say which files there are. */
  @Nested
  class Manifest {
    @Test
    void aMissingCurrentFileIsTold() throws IOException {
      Path current = file("CURRENT");
      Files.delete(current);
      assertRefusedNaming(current);
      assertThat(current).doesNotExist();
    }

    @Test
    void anEmptyCurrentFileIsTold() throws IOException {
      Files.write(file("CURRENT"), new byte[0]);
      assertRefusedNaming(file("CURRENT"));
    }

    @Test
    void aMissingManifestIsTold() throws IOException {
      Path manifest = file("MANIFEST-.*");
      Files.delete(manifest);
      assertRefusedNaming(manifest);
    }

    @Test
    void anEmptyManifestIsTold() throws IOException {
      Path manifest = file("MANIFEST-.*");
      truncate(manifest, 0);
      assertRefusedNaming(manifest);
    }

    @Test
    void damageAnywhereInTheManifestIsTold() throws IOException {
      Path manifest = file("MANIFEST-.*");
      byte[] whole = Files.readAllBytes(manifest);
      for (int at = 0; at < whole.length; at += 11) {
        flipByte(manifest, at);
        assertRefusedNaming(manifest);
        Files.write(manifest, whole);
      }
      assertOpensWithAllRows();
    }

    @Test
    void aManifestCutShortIsToldWhereverItIsCut() throws IOException {
      Path manifest = file("MANIFEST-.*");
      byte[] whole = Files.readAllBytes(manifest);
      for (int length = 0; length < whole.length; length += 11) {
        Files.write(manifest, Arrays.copyOf(whole, length));
        assertRefusedNaming(manifest);
      }
      Files.write(manifest, whole);
      assertOpensWithAllRows();
    }
  }

  /** The files that hold older rows. */
  @Nested
  class TableFiles {
    @Test
    void aMissingTableFileIsTold() throws IOException {
      Path table = file(".*\\.sst");
      Files.delete(table);
      assertRefusedNaming(table);
    }

    @Test
    void aTruncatedTableFileIsTold() throws IOException {
      Path table = file(".*\\.sst");
      truncate(table, 0.7);
      assertRefusedNaming(table);
    }

    @Test
    void aDamagedBlockIsToldToWhoReadsIt() throws IOException {
      Path table = file(".*\\.sst");
      flipByte(table, Files.size(table) / 3);
      assertRefusedNaming(table);
    }

    @Test
    void aDamagedBlockIsNeverAnAbsentRow() throws IOException {
      Path table = file(".*\\.sst");
      for (long at = 6_000; at < Files.size(table) / 2; at += 3_000) {
        flipByte(table, at);
      }
      try (StorageEngine engine = open()) {
        int told = 0;
        for (int i = 0; i < ROWS; i++) {
          RowKey key = new RowKey("t", Bytes.utf8("k" + i));
          try {
            assertThat(engine.tables("s").read(List.of(key, key)).getFirst()).isPresent();
          } catch (StorageException e) {
            assertThat(e).hasMessageContaining(table.getFileName().toString());
            told++;
          }
        }
        assertThat(told).isPositive();
      }
    }
  }

  /** The files around the rows. */
  @Nested
  class OtherFiles {
    @Test
    void aMissingOrDamagedProgressFileIsTold() throws IOException {
      Path progress = folder.resolve("PROGRESS");
      flipByte(progress, 12);
      assertRefusedNaming(progress);
      truncate(progress, 0.3);
      assertRefusedNaming(progress);
      Files.delete(progress);
      assertRefusedNaming(progress);
    }

    @Test
    void anUnknownFormatIsTold() throws IOException {
      Files.writeString(folder.resolve("FORMAT"), "forebay-storage 99\n");
      assertRefusedNaming(folder.resolve("FORMAT")).hasMessageContaining("forebay-storage 99");
    }

    @Test
    void aMissingFormatIsTold() throws IOException {
      Files.delete(folder.resolve("FORMAT"));
      assertRefusedNaming(folder.resolve("FORMAT"));
    }

    @Test
    void aDamagedBlobIsTold() throws IOException {
      flipByte(folder.resolve("blobs").resolve(blob.sha256()), 50_000);
      assertBlobIsTold();
    }

    @Test
    void aTruncatedBlobIsTold() throws IOException {
      truncate(folder.resolve("blobs").resolve(blob.sha256()), 0.5);
      assertBlobIsTold();
    }

    @Test
    void aMissingBlobIsTold() throws IOException {
      Files.delete(folder.resolve("blobs").resolve(blob.sha256()));
      assertBlobIsTold();
    }

    private void assertBlobIsTold() {
      try (StorageEngine engine = open()) {
        String file = folder.resolve("blobs").resolve(blob.sha256()).toString();
        assertThatThrownBy(() -> engine.blobs().get(blob))
            .isInstanceOf(StorageException.class)
            .hasMessageContaining(file);
        assertThatThrownBy(
                () -> {
                  try (InputStream in = engine.blobs().open(blob).orElseThrow()) {
                    in.readAllBytes();
                  }
                })
            .isInstanceOf(StorageException.class)
            .hasMessageContaining(file);
        assertThat(rows(engine)).isEqualTo(2 * ROWS);
      }
    }
  }
}
