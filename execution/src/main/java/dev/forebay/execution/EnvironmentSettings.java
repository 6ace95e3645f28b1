package dev.forebay.execution;

import dev.forebay.model.ByteSize;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where environments live and within which bounds. Immutable.
 *
 * @param runFolder holds one folder for each environment; made when missing, emptied at the start
 * @param endpoint the server, as a function's own SDK calls reach it
 * @param limits the bounds
 */
public record EnvironmentSettings(Path runFolder, URI endpoint, Limits limits) {

  /**
   * Bounds on what environments may take. Immutable.
   *
   * @param memory the sum of the memory sizes of all environments of the node, idle ones included
   * @param waitForMemory how long an event waits for memory before it is not run
   * @param idle how long an environment may wait for an event before it is ended
   * @param freezeAfter how long it waits before it is frozen; empty: never
   * @param spares how many processes are held ready before their init, at most, in all; zero: none
   * @param initTimeout the INIT phase of an environment made for an event, 10 s on AWS
   */
  public record Limits(
      ByteSize memory,
      Duration waitForMemory,
      Duration idle,
      Optional<Duration> freezeAfter,
      int spares,
      Duration initTimeout) {
    /** 16 GiB, wait 10 s, idle 10 min, frozen after 100 ms, 16 spares, init 10 s. */
    public static final Limits DEFAULT =
        new Limits(
            ByteSize.ofMebibytes(16 << 10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Optional.of(Duration.ofMillis(100)),
            16,
            Duration.ofSeconds(10));

    /** Throws {@link IllegalArgumentException} for a negative span or count. */
    public Limits {
      if (waitForMemory.isNegative() || !idle.isPositive() || !initTimeout.isPositive()) {
        throw new IllegalArgumentException(
            "spans must be positive: %s, %s, %s".formatted(waitForMemory, idle, initTimeout));
      }
      if (spares < 0) {
        throw new IllegalArgumentException("spares must not be negative: " + spares);
      }
    }
  }
}
