package dev.forebay.dynamodb.store;

import dev.forebay.dynamodb.store.Waiting.State;
import dev.forebay.dynamodb.value.Errors;
import dev.forebay.model.Clock;
import dev.forebay.storage.Commits;
import dev.forebay.storage.TableSpace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Writes the changes of one account and region, in order. Whoever comes first makes its change and
 * those of all who wait, each on what the one before it left, and commits them as one transaction;
 * meanwhile the next gather. After a batch of several the next one waits for a moment: those who
 * were just answered come again about now, and a sync costs the same whoever shares it. So no two
 * changes meet, and a counter that everybody adds to costs no more writes than one that nobody else
 * knows. Thread-safe.
 */
final class GatheredCommits {
  private static final int MOST_WRITES = 2_000;

  /** After a batch of so many changes the next one gathers for a while, which is: */
  private static final int COMPANY = 4;

  private static final long GATHERING_NANOS = 100_000;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final TableSpace space;
  private final Commits commits;
  private final Clock wallClock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiting<?>> waiting = new ArrayDeque<>();
  private boolean busy;
  // Belongs to the thread that leads.
  private int company;

  GatheredCommits(TableSpace space, RandomGenerator random, Clock wallClock) {
    this.space = space;
    this.commits = new Commits(random, Errors::unavailable);
    this.wallClock = wallClock;
  }

  /**
   * Makes a change; returns once it is durable.
   *
   * @throws dev.forebay.wire.AwsException as the change refuses; 500 when it cannot be written
   */
  <T> T run(Change<T> change) {
    Waiting<T> own = new Waiting<>(change);
    boolean leads;
    lock.lock();
    try {
      waiting.addLast(own);
      leads = !busy;
      busy = true;
    } finally {
      lock.unlock();
    }
    if (leads || awaitTurn(own)) {
      lead(own);
    }
    return own.answer();
  }

  /** Whether this thread is to write the next batch; else its change is settled. */
  private boolean awaitTurn(Waiting<?> own) {
    boolean interrupted = false;
    long begun = wallClock.nanoTime();
    while (own.state() == State.WAITING) {
      LockSupport.parkNanos(this, PATIENCE);
      interrupted |= Thread.interrupted();
      if (wallClock.nanoTime() - begun > PATIENCE && withdraw(own)) {
        throw Errors.unavailable();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return own.state() == State.LEADS;
  }

  private boolean withdraw(Waiting<?> own) {
    lock.lock();
    try {
      return own.state() == State.WAITING && waiting.remove(own);
    } finally {
      lock.unlock();
    }
  }

  private void lead(Waiting<?> own) {
    List<Waiting<?>> taken = new ArrayList<>();
    try {
      if (company >= COMPANY) {
        LockSupport.parkNanos(this, GATHERING_NANOS);
      }
      Batch batch = new Batch(space);
      Optional<Waiting<?>> next = next();
      while (next.isPresent()) {
        taken.add(next.get());
        next.get().apply(batch);
        next = batch.size() < MOST_WRITES ? next() : Optional.empty();
      }
      company = taken.size();
      write(batch);
    } catch (RuntimeException e) {
      taken.forEach(each -> each.fail(e));
    } finally {
      handOver();
      taken.stream().filter(each -> each != own).forEach(each -> each.wake(State.SETTLED));
    }
  }

  private Optional<Waiting<?>> next() {
    lock.lock();
    try {
      return Optional.ofNullable(waiting.pollFirst());
    } finally {
      lock.unlock();
    }
  }

  private void handOver() {
    lock.lock();
    try {
      Waiting<?> first = waiting.peekFirst();
      busy = first != null;
      if (first != null) {
        first.wake(State.LEADS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void write(Batch batch) {
    if (batch.size() > 0) {
      commits.write(space, batch.writes());
    }
    batch.runActions();
  }
}
