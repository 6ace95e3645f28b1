package dev.forebay.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Clock;
import dev.forebay.model.VirtualClock;
import dev.forebay.storage.Durability;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose folder it is, and what is in it. */
class DataFolderTest {
  private final Clock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private @TempDir Path folder;

  private StorageEngine open() {
    return RocksDbEngine.open(folder, Durability.OS, clock);
  }

  @Test
  void aFolderInUseByThisProcessIsRefused() {
    try (StorageEngine _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
          .hasMessageContaining("stop that process");
    }
    open().close();
  }

  @Test
  void aFolderInUseByAnotherProcessIsRefusedUntilThatOneIsGone() throws Exception {
    Process other =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    CrashWriter.class.getName(),
                    folder.toString(),
                    "OS",
                    "0",
                    "0",
                    Long.toString(Tuning.USUAL.memtableBytes())))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("ready;");
      assertThatThrownBy(this::open)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("in use by process " + other.pid());
    } finally {
      other.destroyForcibly();
    }
    other.waitFor();
    open().close();
  }

  @Test
  void aFolderOfOtherFilesIsRefusedAndLeftAlone() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");
    assertThatThrownBy(this::open)
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("thesis.txt");
    assertThat(folder).isDirectoryContaining("glob:**thesis.txt");
    assertThat(folder.resolve("rocksdb")).doesNotExist();
  }

  @Test
  void aFolderWhoseMakingWasCutShortIsMadeAnew() throws IOException {
    open().close();
    Files.writeString(folder.resolve("FORMAT"), "forebay-storage creating\n");
    Files.delete(folder.resolve("PROGRESS"));
    try (StorageEngine engine = open()) {
      assertThat(engine.scopes(ScopeKind.TABLES, "")).isEmpty();
    }
    assertThat(folder.resolve("FORMAT")).hasContent("forebay-storage 1");
  }

  @Test
  void aFolderThatCannotBeMadeIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> RocksDbEngine.open(file.resolve("d"), Durability.OS, clock))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void theMemorySettingIsNotForThisEngine() {
    assertThatThrownBy(() -> RocksDbEngine.open(folder, Durability.MEMORY, clock))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
