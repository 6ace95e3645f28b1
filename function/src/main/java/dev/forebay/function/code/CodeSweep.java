package dev.forebay.function.code;

import dev.forebay.function.store.Entry;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.Blobs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes packages that nobody holds. A package is looked at some time after a use of it has gone,
 * because an invocation may still run from its folder, and never while somebody is storing it:
 * uploads pin it. Thread-safe; one lock guards pins and removals.
 */
final class CodeSweep {
  private static final Logger LOG = LoggerFactory.getLogger(CodeSweep.class);

  private final Rows rows;
  private final Blobs blobs;
  private final CodeFolders folders;
  private final Clock clock;
  private final Duration grace;
  private final Predicate<String> held;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Integer> pins = new HashMap<>();

  CodeSweep(
      Rows rows,
      Blobs blobs,
      CodeFolders folders,
      Clock clock,
      Duration grace,
      Predicate<String> held) {
    this.rows = rows;
    this.blobs = blobs;
    this.folders = folders;
    this.clock = clock;
    this.grace = grace;
    this.held = held;
  }

  /** Keeps the package until it is unpinned as often as pinned. */
  void pin(String sha256) {
    lock.lock();
    try {
      pins.merge(sha256, 1, Integer::sum);
    } finally {
      lock.unlock();
    }
  }

  void unpin(String sha256) {
    lock.lock();
    try {
      pins.computeIfPresent(sha256, (key, count) -> count == 1 ? null : count - 1);
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the package when nothing can be running from it any more. */
  void lookLater(String sha256) {
    clock.schedule(clock.now().plus(grace), () -> look(sha256));
  }

  /** Looks at every package in doubt: at a start, when nothing is running. */
  void lookAtAll() {
    for (AccountRegion place : rows.places()) {
      for (Entry<CodeDoubt> doubt : rows.list(place, CodeUses.DOUBTS)) {
        look(doubt.key().word(0));
      }
    }
  }

  private void look(String sha256) {
    lock.lock();
    try {
      if (pins.containsKey(sha256)) {
        return;
      }
      if (!held.test(sha256)) {
        folders.remove(sha256);
        blobs.delete(new Blobs.BlobId(sha256));
      }
      Key key = Key.of(sha256);
      for (AccountRegion place : rows.places()) {
        rows.change(
            place,
            attempt -> {
              if (attempt.read(CodeUses.DOUBTS, key).isPresent()) {
                attempt.delete(CodeUses.DOUBTS, key);
              }
              return key;
            });
      }
    } catch (RuntimeException e) {
      // The doubt stays written; the next start looks again.
      LOG.warn("package {} could not be looked at: {}", sha256, e.toString());
    } finally {
      lock.unlock();
    }
  }
}
