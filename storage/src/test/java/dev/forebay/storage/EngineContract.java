package dev.forebay.storage;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.model.VirtualClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open engine for a suite of the contract, with a clock that moves when told. */
abstract class EngineContract {
  final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  StorageEngine engine;

  /** Opens the engine under test; a durable one on this folder. */
  abstract StorageEngine open(Path folder, Clock clock);

  @BeforeEach
  final void openEngine(@TempDir Path folder) {
    engine = open(folder, clock);
  }

  @AfterEach
  final void closeEngine() {
    engine.close();
  }

  final OperationId id() {
    return OperationId.random(random);
  }

  static Bytes text(String text) {
    return Bytes.utf8(text);
  }
}
