package dev.forebay.execution;

import dev.forebay.model.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends and renews environments in the background, each on a virtual thread of its own: a SHUTDOWN
 * phase may last two seconds. Thread-safe.
 */
final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

  private final Clock wall;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  Endings(Clock wall) {
    this.wall = wall;
  }

  /** Ends the environments. */
  void all(List<Environment> environments, String reason) {
    environments.forEach(environment -> one(environment, reason));
  }

  /** Ends an environment that nobody else has. */
  void one(Environment environment, String reason) {
    start(() -> end(environment, reason));
  }

  private static void end(Environment environment, String reason) {
    try {
      environment.end(reason);
    } catch (IOException | RuntimeException e) {
      LOG.warn("an environment of {} was not removed", environment.image().functionName(), e);
    }
  }

  /** Ends the processes of a busy environment, starts them again, and says that it is settled. */
  void renew(Environment environment, String reason, Pool pool) {
    start(() -> {
      try {
        environment.renew(reason);
        if (environment.isProvisioned()) {
          environment.initialise();
        }
        pool.renewed(environment);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException | RuntimeException e) {
        LOG.warn("an environment of {} is lost", environment.image().functionName(), e);
        pool.lose(environment);
        end(environment, reason);
      }
    });
  }

  private void start(Runnable work) {
    Thread thread =
        Thread.ofVirtual()
            .name("environment-end")
            .unstarted(() -> {
              try {
                work.run();
              } finally {
                running.remove(Thread.currentThread());
              }
            });
    running.add(thread);
    thread.start();
  }

  /** Waits until all that was begun is done; says whether it was within the span. */
  boolean await(Duration span) throws InterruptedException {
    long until = wall.nanoTime() + span.toNanos();
    for (Thread thread : running) {
      long left = until - wall.nanoTime();
      if (left <= 0 || !thread.join(Duration.ofNanos(left))) {
        return false;
      }
    }
    return true;
  }
}
