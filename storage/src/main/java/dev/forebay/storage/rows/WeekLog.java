package dev.forebay.storage.rows;

import dev.forebay.model.Clock;
import dev.forebay.storage.Log;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What is kept for a week of the clock to be read by people. Thread-safe. */
public final class WeekLog<T> {
  private static final Duration KEPT = Duration.ofDays(7);
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 5;

  private final StorageEngine engine;
  private final String scope;
  private final Kind<T> kind;
  private final Clock clock;
  private final RandomGenerator random;

  /** The log of a scope; the kind's table says nothing here. */
  public WeekLog(
      StorageEngine engine, String scope, Kind<T> kind, Clock clock, RandomGenerator random) {
    this.engine = engine;
    this.scope = scope;
    this.kind = kind;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Adds entries; durable when it returns.
   *
   * @throws StorageException when it stays unknown whether they were added
   */
  public void add(List<T> entries) {
    if (entries.isEmpty()) {
      return;
    }
    Log log = engine.log(scope);
    List<Log.Append> appends =
        entries.stream()
            .map(entry ->
                new Log.Append(
                    OperationId.random(random),
                    kind.write().apply(entry),
                    clock.now(),
                    Optional.empty()))
            .toList();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (log.append(appends).stream().allMatch(Log.AppendOutcome.Appended.class::isInstance)) {
        log.trim(log.positionAt(clock.now().minus(KEPT)));
        return;
      }
    }
    throw new StorageException("the storage cannot tell whether an entry was recorded");
  }

  /** All that are kept, the oldest first. */
  public List<T> all() {
    List<T> all = new ArrayList<>();
    Log log = engine.log(scope);
    Log.Position position = Log.Position.START;
    while (true) {
      List<Log.Entry> page = log.readAfter(position, PAGE, Long.MAX_VALUE);
      if (page.isEmpty()) {
        return all;
      }
      page.forEach(entry -> all.add(kind.read().apply(entry.value())));
      position = page.getLast().position();
    }
  }
}
