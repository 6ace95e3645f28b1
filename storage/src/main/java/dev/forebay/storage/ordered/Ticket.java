package dev.forebay.storage.ordered;

import dev.forebay.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One caller's place in a batch: its mutation, and later its answer. The writer's turn fills it in;
 * the caller waits.
 */
final class Ticket<T> {
  private final Mutation<T> mutation;
  private final boolean synced;
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable T answer;
  private @Nullable RuntimeException failure;

  /**
   * A place.
   *
   * @param synced whether the answer waits for the disk
   */
  Ticket(Mutation<T> mutation, boolean synced) {
    this.mutation = mutation;
    this.synced = synced;
  }

  boolean isSynced() {
    return synced;
  }

  void apply(Draft draft) {
    answer = mutation.apply(draft);
  }

  void complete() {
    done.countDown();
  }

  /** Gives the caller a failure in place of an answer; no effect on one that is answered. */
  void fail(RuntimeException cause) {
    if (done.getCount() == 0) {
      return;
    }
    failure = cause;
    done.countDown();
  }

  /**
   * The answer. An interrupt does not cut the wait short, because the write would happen all the
   * same; the thread is interrupted again afterwards.
   */
  T await(Duration deadline) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          if (!done.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new OutcomeUnknown("no answer from the disk within " + deadline);
          }
          return answer();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private T answer() {
    RuntimeException cause = failure;
    T value = answer;
    if (cause instanceof OutcomeUnknown) {
      throw new OutcomeUnknown(String.valueOf(cause.getMessage()), cause);
    }
    if (cause instanceof IllegalArgumentException) {
      throw new IllegalArgumentException(cause.getMessage(), cause);
    }
    if (cause != null) {
      throw new StorageException(String.valueOf(cause.getMessage()), cause);
    }
    if (value == null) {
      throw new IllegalStateException("a mutation gave no answer");
    }
    return value;
  }
}
