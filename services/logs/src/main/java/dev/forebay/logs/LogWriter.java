package dev.forebay.logs;

import dev.forebay.model.AccountRegion;
import dev.forebay.wire.CallContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way by which functions log: many small batches, gathered and written together by one thread.
 * Groups and streams come into being as needed. Every batch is written as its caller, who needs
 * {@code logs:CreateLogGroup}, {@code logs:CreateLogStream} and {@code logs:PutLogEvents}; lines of
 * a caller who may not are dropped, as at AWS. A line is durable some milliseconds after {@link
 * #append}, or when {@link #flush} returns. Thread-safe.
 */
public final class LogWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
  private static final long MAX_PENDING = 64L << 20;
  private static final long SOON = 1L << 20;
  private static final Duration LINGER = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PendingLines writing;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition written = lock.newCondition();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private Map<Target, Batch> pending = new LinkedHashMap<>();
  private long pendingBytes;
  private long round = 1;
  private long lastRoundWritten;
  private long appended;
  private int waiting;
  private boolean closed;

  /** Where lines go. */
  record Target(AccountRegion place, String group, String stream) {}

  /** Lines for a target and who wrote them last. */
  record Batch(CallContext context, List<LogLine> lines) {}

  LogWriter(PendingLines writing) {
    this.writing = writing;
    this.thread = Thread.ofVirtual().name("log-writer").start(this::run);
  }

  /**
   * Adds lines to a stream. Returns at once, except when more than 64 MiB wait to be written: then
   * it waits up to ten seconds, after which the lines are dropped and counted.
   *
   * @param context who writes, and in which account and region
   * @param group the group's name
   * @param stream the stream's name
   * @param lines in any order of their times
   */
  public void append(CallContext context, String group, String stream, List<LogLine> lines) {
    if (lines.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (LogLine line : lines) {
      bytes += line.message().length() + StoredEvent.OVERHEAD;
    }
    lock.lock();
    try {
      if (!hasRoom()) {
        dropped.addAndGet(lines.size());
        return;
      }
      Target target = new Target(context.place(), group, stream);
      Batch batch = pending.get(target);
      if (batch == null || !batch.context().caller().equals(context.caller())) {
        batch =
            new Batch(context, batch == null ? new ArrayList<>() : new ArrayList<>(batch.lines()));
        pending.put(target, batch);
      }
      batch.lines().addAll(lines);
      appended++;
      boolean first = pendingBytes == 0;
      pendingBytes += bytes;
      if (first || pendingBytes >= SOON) {
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom() {
    long nanos = PATIENCE.toNanos();
    waiting++;
    try {
      while (pendingBytes > MAX_PENDING && !closed && nanos > 0) {
        arrived.signal();
        nanos = written.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting--;
    }
    return !closed && pendingBytes <= MAX_PENDING;
  }

  /** Waits until all that was appended before is stored, ten seconds at most. */
  public void flush() {
    lock.lock();
    try {
      long needed = pending.isEmpty() ? round - 1 : round;
      long nanos = PATIENCE.toNanos();
      waiting++;
      while (lastRoundWritten < needed && nanos > 0 && thread.isAlive()) {
        arrived.signal();
        nanos = written.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** How many lines were lost: their caller may not write, or too many waited. */
  public long droppedLines() {
    return dropped.get();
  }

  /** How many batches it has taken in. */
  long appended() {
    lock.lock();
    try {
      return appended;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (true) {
      Map<Target, Batch> batches;
      long current;
      lock.lock();
      try {
        while (pending.isEmpty() && !closed) {
          arrived.await();
        }
        if (pending.isEmpty()) {
          return;
        }
        linger();
        batches = pending;
        pending = new LinkedHashMap<>();
        pendingBytes = 0;
        current = round++;
      } catch (InterruptedException e) {
        return;
      } finally {
        lock.unlock();
      }
      write(batches);
      lock.lock();
      try {
        lastRoundWritten = current;
        written.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  // A few milliseconds of waiting turn thousands of small writes into a few large ones.
  private void linger() throws InterruptedException {
    long nanos = LINGER.toNanos();
    while (nanos > 0 && !closed && waiting == 0 && pendingBytes < SOON) {
      nanos = arrived.awaitNanos(nanos);
    }
  }

  private void write(Map<Target, Batch> batches) {
    try {
      dropped.addAndGet(writing.write(batches));
    } catch (RuntimeException e) {
      LOG.warn("lines of {} log streams are lost", batches.size(), e);
    }
  }

  /** Writes what is pending and ends the thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signalAll();
      written.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!thread.join(PATIENCE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
