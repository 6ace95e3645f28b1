package dev.forebay.execution;

import dev.forebay.execution.sandbox.SandboxedProcess;
import dev.forebay.model.Clock;

/**
 * The peak memory of a process tree, read at most every 50 ms: reading it costs more than a short
 * invocation. Thread-safe.
 */
final class MemoryGauge {
  private static final long FRESH_NANOS = 50_000_000;

  private final SandboxedProcess process;
  private final Clock wall;
  private volatile long readAt;
  private volatile long megabytes;

  MemoryGauge(SandboxedProcess process, Clock wall) {
    this.process = process;
    this.wall = wall;
    this.readAt = wall.nanoTime() - FRESH_NANOS;
  }

  /** The peak so far, rounded up to MiB. */
  long megabytes() {
    long now = wall.nanoTime();
    if (now - readAt >= FRESH_NANOS) {
      readAt = now;
      megabytes = Math.max(megabytes, (process.peakMemory().bytes() + (1 << 20) - 1) >> 20);
    }
    return megabytes;
  }
}
