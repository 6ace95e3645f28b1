package dev.forebay.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.Transaction.Put;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A log that is written over an old one ends in records of the old one. They are never taken for
 * its own, and what is missing from its own is told.
 */
class RecycledLogTest {
  private static final Tuning SMALL = new Tuning(1 << 16);
  private static final int MOST_ROWS = 10_000;

  private final Clock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private @TempDir Path temporary;
  private Path folder;
  private Path log;
  private int rows;
  private int lastByte;

  /** The files of a store as a killed process leaves them, the newest log a recycled one. */
  @BeforeEach
  void fill() throws IOException {
    folder = temporary.resolve("killed");
    Path living = temporary.resolve("living");
    try (StorageEngine engine = RocksDbEngine.open(living, Durability.OS, clock, SMALL)) {
      do {
        write(engine);
        log = newestLog(living);
        lastByte = text(log).lastIndexOf(name(rows - 1));
      } while (rows < MOST_ROWS && !(lastByte > 0 && endsInOldRows(log)));
      copy(living);
    }
    log = folder.resolve(living.relativize(log));
    assertThat(endsInOldRows(log)).as("a recycled log after %d rows", rows).isTrue();
  }

  private void write(StorageEngine engine) {
    byte[] value = new byte[500];
    random.nextBytes(value);
    Put put = new Put(new RowKey("t", Bytes.utf8(String.format("k%08d", rows))), Bytes.wrap(value));
    engine
        .tables("s")
        .commit(
            new Transaction(OperationId.random(random), List.of(), List.of(put), Optional.empty()));
    rows++;
  }

  private static String name(int row) {
    return String.format("k%08d", row);
  }

  /** Whether rows that were written earlier follow the last one. */
  private boolean endsInOldRows(Path file) throws IOException {
    String text = text(file);
    int last = text.lastIndexOf(name(rows - 1));
    int next = text.indexOf("k0000", last + 1);
    return last > 2_000 && next > 0 && text.length() > next + 9;
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }

  private static Path newestLog(Path living) throws IOException {
    try (Stream<Path> files = Files.list(living.resolve("rocksdb"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".log"))
          .max(Comparator.comparing(file -> file.getFileName().toString()))
          .orElseThrow();
    }
  }

  private void copy(Path living) throws IOException {
    try (Stream<Path> files = Files.walk(living)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(living.relativize(file)));
      }
    }
  }

  private StorageEngine open() {
    return RocksDbEngine.open(folder, Durability.OS, clock, SMALL);
  }

  private void assertOpensWithAllRows() {
    try (StorageEngine engine = open()) {
      assertThat(engine.tables("s").scan(Range.all("t"), MOST_ROWS)).hasSize(rows);
    }
  }

  private void assertRefused() {
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("acknowledged writes are missing")
        .hasMessageContaining(log.getFileName().toString());
  }

  @Test
  void theRecordsOfTheOldLogAreNotTakenForItsOwn() {
    assertOpensWithAllRows();
    assertOpensWithAllRows();
  }

  @Test
  void damageAmongItsOwnRecordsIsTold() throws IOException {
    flip(lastByte / 2);
    assertRefused();
    assertRefused();
    flip(lastByte / 2);
    assertOpensWithAllRows();
  }

  @Test
  void damageAmongTheOldRecordsIsNone() throws IOException {
    flip(text(log).length() - 1_000);
    assertOpensWithAllRows();
  }

  @Test
  void aCutThroughItsOwnRecordsIsTold() throws IOException {
    cut(lastByte);
    assertRefused();
  }

  @Test
  void aCutThroughTheOldRecordsIsNoDamage() throws IOException {
    cut(text(log).indexOf("k0000", lastByte + 1) + 20);
    assertOpensWithAllRows();
  }

  private void flip(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(at);
      int before = file.read();
      file.seek(at);
      file.write(before ^ 0x55);
    }
  }

  private void cut(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(at);
    }
  }
}
