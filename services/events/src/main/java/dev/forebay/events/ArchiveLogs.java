package dev.forebay.events;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.Log;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What archives keep: a log for each. Thread-safe. */
final class ArchiveLogs {
  private static final int PAGE = 1_000;
  private static final long PAGE_BYTES = 8L << 20;
  private static final int ATTEMPTS = 10;

  private final StorageEngine engine;
  private final Clock clock;
  private final RandomGenerator random;

  ArchiveLogs(StorageEngine engine, Clock clock, RandomGenerator random) {
    this.engine = engine;
    this.clock = clock;
    this.random = random;
  }

  /** How much there is. */
  record Size(long events, long bytes) {}

  /** Keeps events; durable when it returns. */
  void append(LiveArchive archive, List<Event> events) {
    List<Log.Append> left =
        events.stream()
            .map(event ->
                new Log.Append(
                    OperationId.random(random),
                    Bytes.utf8(event.text()),
                    event.received(),
                    Optional.empty()))
            .toList();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<Log.AppendOutcome> outcomes = engine.log(archive.scope()).append(left);
      if (outcomes.stream().noneMatch(Log.AppendOutcome.Unknown.class::isInstance)) {
        return;
      }
    }
    throw EventsErrors.unavailable();
  }

  /** Up to a thousand events after a position. */
  List<Log.Entry> read(LiveArchive archive, Log.Position after) {
    return engine.log(archive.scope()).readAfter(after, PAGE, PAGE_BYTES);
  }

  /** Counts what is there, by reading it. */
  Size size(LiveArchive archive) {
    trim(archive);
    long events = 0;
    long bytes = 0;
    Log.Position position = Log.Position.START;
    List<Log.Entry> page = read(archive, position);
    while (!page.isEmpty()) {
      events += page.size();
      for (Log.Entry entry : page) {
        bytes += entry.value().size();
      }
      position = page.getLast().position();
      page = read(archive, position);
    }
    return new Size(events, bytes);
  }

  /** Drops what is older than the archive keeps it. */
  void trim(LiveArchive archive) {
    if (archive.row().retentionDays() > 0) {
      Instant oldest = clock.now().minus(Duration.ofDays(archive.row().retentionDays()));
      Log log = engine.log(archive.scope());
      log.trim(log.positionAt(oldest));
    }
  }

  /** Drops an archive that is gone. */
  void drop(LiveArchive archive) {
    engine.drop(ScopeKind.LOG, archive.scope());
  }
}
