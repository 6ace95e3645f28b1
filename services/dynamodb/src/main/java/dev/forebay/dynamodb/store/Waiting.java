package dev.forebay.dynamodb.store;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A change and the thread that waits for it. The writer settles it once; then it is read only.
 *
 * @param <T> what the change answers
 */
final class Waiting<T> {
  /** How it stands. */
  enum State {
    /** Waits. */
    WAITING,
    /** Its thread is to write the next batch. */
    LEADS,
    /** Done or refused. */
    SETTLED
  }

  private final Change<T> change;
  private final Thread thread = Thread.currentThread();
  private @Nullable T answer;
  private @Nullable RuntimeException refusal;
  private volatile State state = State.WAITING;

  Waiting(Change<T> change) {
    this.change = change;
  }

  /** Makes the change; a refusal is kept for its thread. */
  void apply(Batch batch) {
    try {
      answer = change.in(batch);
      batch.keep();
    } catch (RuntimeException e) {
      batch.discard();
      refusal = e;
    }
  }

  /** The batch could not be written. */
  void fail(RuntimeException failure) {
    if (refusal == null) {
      refusal = failure;
    }
  }

  void wake(State next) {
    state = next;
    LockSupport.unpark(thread);
  }

  State state() {
    return state;
  }

  // The writer has set one of the two.
  @SuppressWarnings("NullAway")
  T answer() {
    if (refusal != null) {
      throw refusal;
    }
    return answer;
  }
}
