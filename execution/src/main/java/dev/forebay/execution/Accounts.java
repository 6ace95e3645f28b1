package dev.forebay.execution;

import dev.forebay.execution.InvocationOutcome.Report;
import dev.forebay.execution.api.Flight;
import dev.forebay.execution.log.PlatformEvent;
import dev.forebay.execution.log.PlatformEvents;
import dev.forebay.execution.log.PlatformEvents.Cost;
import dev.forebay.execution.log.PlatformEvents.Status;
import dev.forebay.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says what an invocation has cost. Thread-safe. */
final class Accounts {
  private static final int NANOS_OF_A_MILLISECOND = 1_000_000;

  private final FunctionImage image;
  private final MemoryGauge memory;

  Accounts(FunctionImage image, MemoryGauge memory) {
    this.image = image;
    this.memory = memory;
  }

  /**
   * What an invocation has cost so far.
   *
   * @param status how it ended
   * @param ending the END and REPORT that close it in the log
   */
  record Bill(Status status, Cost cost, List<PlatformEvent> ending) {
    Report report(Bytes tail) {
      return new Report(
          cost.duration(), cost.billed(), cost.memoryUsedMegabytes(), cost.init(), tail);
    }
  }

  /** Reads how much memory is used, while there are processes that use it. */
  void look() {
    memory.megabytes();
  }

  /** The report of an invocation that did not come to run. */
  static Report nothing() {
    return new Report(Duration.ZERO, Duration.ZERO, 0, Optional.empty(), Bytes.EMPTY);
  }

  Bill bill(Flight flight, long nowNanos, Optional<Duration> init, Status status) {
    Duration duration = Duration.ofNanos(nowNanos - flight.startNanos());
    if (status.equals(Status.TIMEOUT)) {
      duration = image.timeout();
    }
    return bill(
        flight.invocation().requestId().value(),
        flight.invocation().traceHeader(),
        duration,
        init,
        status);
  }

  /** As above, for an event that was not delivered. */
  Bill bill(
      String requestId,
      Optional<String> trace,
      Duration duration,
      Optional<Duration> init,
      Status status) {
    long nanos = duration.plus(init.orElse(Duration.ZERO)).toNanos();
    Duration billed =
        Duration.ofMillis((nanos + NANOS_OF_A_MILLISECOND - 1) / NANOS_OF_A_MILLISECOND);
    Cost cost = new Cost(duration, billed, image.memoryMegabytes(), memory.megabytes(), init);
    return new Bill(
        status,
        cost,
        List.of(
            PlatformEvents.end(requestId), PlatformEvents.report(requestId, status, cost, trace)));
  }

  /** The event that says that the runtime is done. */
  PlatformEvent runtimeDone(Flight flight, Surroundings shared, Status status) {
    long nanos = shared.wall().nanoTime();
    Duration total = Duration.ofNanos(nanos - flight.startNanos());
    Duration latency = Duration.ofNanos(flight.firstByteNanos() - flight.startNanos());
    Instant start = shared.clock().now().minus(total);
    return PlatformEvents.runtimeDone(
        flight.invocation().requestId().value(),
        status,
        flight.invocation().traceHeader(),
        start,
        latency,
        Duration.ofNanos(Math.max(0, nanos - flight.firstByteNanos())),
        total,
        flight.producedBytes());
  }
}
