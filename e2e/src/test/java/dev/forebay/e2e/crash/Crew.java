package dev.forebay.e2e.crash;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Workers that each do one thing again and again, through every life of the server. A call that
 * fails while the server is killed may or may not have been done; any other failure is a violation.
 * Thread-safe.
 */
final class Crew implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);
  private static final Duration LONGEST_END = Duration.ofSeconds(40);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> violations = new ConcurrentLinkedQueue<>();
  private final Semaphore turns = new Semaphore(0);
  private final AtomicLong allTurns = new AtomicLong();
  private Optional<Life> life = Optional.empty();

  /** What a worker does again and again. */
  @FunctionalInterface
  interface Work {
    /** One turn; asserts what must hold. */
    void turn(Life life, RandomGenerator random) throws InterruptedException;
  }

  /** Starts a worker. */
  void hire(String name, long seed, Work work) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    threads.add(Thread.ofVirtual().name(name).start(() -> work(work, random)));
  }

  private void work(Work work, RandomGenerator random) {
    try {
      while (true) {
        Life now = awaitLife();
        try {
          work.turn(now, random);
          turns.release();
          allTurns.incrementAndGet();
        } catch (SdkServiceException e) {
          // An answer, and a kill gives none.
          throw e;
        } catch (SdkException | IllegalStateException e) {
          if (!now.isDying()) {
            throw e;
          }
          awaitEnd(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      if (!Thread.currentThread().isInterrupted()) {
        violations.add(e);
      }
    }
  }

  /** The server is up. */
  void begin(Life next) {
    lock.lock();
    try {
      life = Optional.of(next);
      turns.drainPermits();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The server is down. */
  void end() {
    lock.lock();
    try {
      life = Optional.empty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the first turn, half a minute at most, and then for some more or for a time. */
  void awaitTurns(int more, Duration atMost) throws InterruptedException {
    if (!turns.tryAcquire(30, TimeUnit.SECONDS)) {
      violations.add(new AssertionError("the server does nothing any more"));
    }
    long deadline = System.nanoTime() + atMost.toNanos();
    for (int i = 0; i < more; i++) {
      if (!turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  /** Turns done in all. */
  long turns() {
    return allTurns.get();
  }

  private Life awaitLife() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = LONGEST_START.toNanos();
      while (life.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return life.orElseThrow(() -> new AssertionError("the server does not come back"));
    } finally {
      lock.unlock();
    }
  }

  private void awaitEnd(Life of) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = LONGEST_START.toNanos();
      while (life.isPresent() && life.get() == of && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Throws the first violation. */
  void check() {
    Throwable first = violations.peek();
    if (first != null) {
      throw new AssertionError(violations.size() + " violations, the first: " + first, first);
    }
  }

  /** Ends all workers. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        if (!thread.join(LONGEST_END)) {
          throw new IllegalStateException("does not end: " + thread.getName());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
