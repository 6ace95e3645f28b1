package dev.forebay.execution;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes ahead of need, one at a time on a virtual thread of its own: for each function
 * that has had a cold start, one environment that is held before its init, so that the next cold
 * start costs no more than the init. A spare is never given to another function or revision.
 * Thread-safe.
 */
final class Spares {
  private static final Logger LOG = LoggerFactory.getLogger(Spares.class);

  private final Pool pool;
  private final Surroundings shared;
  private final LinkedBlockingQueue<FunctionImage> wanted = new LinkedBlockingQueue<>(1000);
  private final Thread thread;

  Spares(Pool pool, Surroundings shared) {
    this.pool = pool;
    this.shared = shared;
    this.thread = Thread.ofVirtual().name("spares").start(this::run);
  }

  /** Has a spare made soon, unless there is one, or no room. */
  void want(FunctionImage image) {
    if (!wanted.offer(image)) {
      LOG.debug("no spare for {}: too many are wanted", image.functionName());
    }
  }

  private void run() {
    try {
      while (true) {
        make(wanted.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(FunctionImage image) {
    if (!pool.reserveSpare(image)) {
      return;
    }
    try {
      pool.keepSpare(new Environment(image, Environment.Purpose.ON_DEMAND, shared, pool));
    } catch (IOException | RuntimeException e) {
      LOG.debug("no spare for {}", image.functionName(), e);
      pool.giveBack(image);
    }
  }

  /** Ends the thread. */
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
