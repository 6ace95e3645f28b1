package dev.forebay.storage.ordered;

import dev.forebay.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.StampedLock;

/**
 * Commits on one platform thread of its own, which takes all callers that wait and makes their
 * changes durable with one write. Callers wait without holding a carrier thread; the native write
 * would pin one.
 *
 * <p>While a write is under way the next batch gathers, so batches grow with the load. Callers who
 * are few never wait for company. After a batch of several the next one waits for a moment, because
 * those who were just answered come again about now, and a sync costs the same whoever shares it.
 */
final class GroupCommit implements Committer {
  /** More callers than this in one batch would only make the first ones wait. */
  private static final int MOST = 1_024;

  /** After a batch with so many callers who wait for the disk, the next one gathers for a while. */
  private static final int COMPANY = 4;

  /** Larger ones share their sync well enough. */
  private static final int CROWD = 24;

  /** How long it gathers: less than a sync takes. */
  private static final long GATHERING_NANOS = 100_000;

  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private final Writer writer;
  private final LinkedBlockingQueue<Ticket<?>> waiting = new LinkedBlockingQueue<>();
  private final StampedLock gate = new StampedLock();
  private final Ticket<?> end = new Ticket<>(_ -> Values.NOTHING, true);
  private final Thread thread;
  private boolean closed;

  GroupCommit(Writer writer) {
    this.writer = writer;
    this.thread = Thread.ofPlatform().name("storage-commit").daemon().start(this::run);
  }

  @Override
  public <T> T commit(Mutation<T> mutation) {
    return await(new Ticket<>(mutation, true));
  }

  @Override
  public <T> T commitUnsynced(Mutation<T> mutation) {
    return await(new Ticket<>(mutation, false));
  }

  private <T> T await(Ticket<T> ticket) {
    long stamp = gate.readLock();
    try {
      if (closed) {
        throw new StorageException("the storage engine is closed");
      }
      waiting.add(ticket);
    } finally {
      gate.unlockRead(stamp);
    }
    return ticket.await(DEADLINE);
  }

  private void run() {
    List<Ticket<?>> batch = new ArrayList<>();
    long company = 0;
    try {
      while (true) {
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST - 1);
        if (company >= COMPANY && company < CROWD && synced(batch) > 0) {
          LockSupport.parkNanos(GATHERING_NANOS);
          waiting.drainTo(batch, MOST - batch.size());
        }
        company = synced(batch);
        boolean last = batch.remove(end);
        if (!batch.isEmpty()) {
          writer.turn(List.copyOf(batch));
        }
        if (last) {
          return;
        }
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      // After an error such as lack of memory nobody may be left waiting.
      refuseLaterCallers();
      OutcomeUnknown lost = new OutcomeUnknown("the storage engine's commit thread has ended");
      batch.forEach(ticket -> ticket.fail(lost));
      waiting.forEach(ticket -> ticket.fail(lost));
    }
  }

  private static long synced(List<Ticket<?>> batch) {
    return batch.stream().filter(Ticket::isSynced).count();
  }

  private boolean refuseLaterCallers() {
    long stamp = gate.writeLock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      gate.unlockWrite(stamp);
    }
  }

  @Override
  public void close() {
    if (refuseLaterCallers()) {
      waiting.add(end);
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
