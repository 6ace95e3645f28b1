package dev.forebay.execution.api;

import dev.forebay.execution.Invocation;
import dev.forebay.execution.InvocationOutcome;
import dev.forebay.execution.ResponseSink;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way through an environment. The answer, the timeout and the death of the process
 * race for it: the one whose {@link #claim} succeeds makes the outcome. One thread waits.
 * Thread-safe.
 */
public final class Flight {
  private final Invocation invocation;
  private final Optional<ResponseSink> sink;
  private final AtomicBoolean claimed = new AtomicBoolean();
  private final ReentrantLock sinkLock = new ReentrantLock();
  private final long startNanos;
  private final long deadlineMillis;
  private volatile @Nullable InvocationOutcome outcome;
  private volatile @Nullable Thread waiter;
  private volatile long firstByteNanos;
  private volatile long producedBytes;
  private boolean sinkGone;

  /**
   * An event that is about to be delivered.
   *
   * @param startNanos when, by the clock for spans
   * @param deadlineMillis when it times out, in milliseconds of the epoch
   */
  public Flight(
      Invocation invocation, Optional<ResponseSink> sink, long startNanos, long deadlineMillis) {
    this.invocation = invocation;
    this.sink = sink;
    this.startNanos = startNanos;
    this.firstByteNanos = startNanos;
    this.deadlineMillis = deadlineMillis;
  }

  /** What was asked for. */
  public Invocation invocation() {
    return invocation;
  }

  /** When it was delivered. */
  public long startNanos() {
    return startNanos;
  }

  /** When the answer began; the start if it has not. */
  public long firstByteNanos() {
    return firstByteNanos;
  }

  /** The size of the answer. */
  public long producedBytes() {
    return producedBytes;
  }

  long deadlineMillis() {
    return deadlineMillis;
  }

  boolean hasSink() {
    return sink.isPresent();
  }

  void answerBegins(long nanos) {
    firstByteNanos = nanos;
  }

  void produced(long bytes) {
    producedBytes = bytes;
  }

  /** Says whether the caller, and nobody before it, may make the outcome. */
  public boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  /** Hands the outcome to the thread that waits; for the one who claimed. */
  public void complete(InvocationOutcome result) {
    outcome = result;
    LockSupport.unpark(waiter);
  }

  /**
   * Waits for the outcome.
   *
   * @param deadlines wakes the thread at the end
   * @param until the end, by the wall clock's nanoseconds
   * @return none when the time is over
   * @throws InterruptedException when the thread is told to stop
   */
  public Optional<InvocationOutcome> await(Deadlines deadlines, long until)
      throws InterruptedException {
    Wait wait = new Wait(Thread.currentThread(), until);
    waiter = wait.thread;
    deadlines.add(wait);
    try {
      while (outcome == null && !wait.over) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return Optional.ofNullable(outcome);
    } finally {
      deadlines.remove(wait);
    }
  }

  /** The thread that waits, and until when. */
  private static final class Wait implements Deadlines.Waiting {
    private final Thread thread;
    private final long until;
    private volatile boolean over;

    private Wait(Thread thread, long until) {
      this.thread = thread;
      this.until = until;
    }

    @Override
    public long until() {
      return until;
    }

    @Override
    public void expire() {
      over = true;
      LockSupport.unpark(thread);
    }
  }

  /** Begins a streamed answer. */
  void startStream(String contentType) {
    toSink(target -> target.start(contentType));
  }

  /** Passes on the next bytes of a streamed answer. */
  void stream(Bytes bytes) {
    toSink(target -> target.write(bytes));
  }

  private interface Write {
    void to(ResponseSink sink) throws IOException;
  }

  /** Once the outcome is claimed by another, or the caller has gone, bytes are dropped. */
  private void toSink(Write write) {
    sinkLock.lock();
    try {
      if (!sinkGone && !claimed.get()) {
        write.to(sink.orElseThrow());
      }
    } catch (IOException e) {
      sinkGone = true;
    } finally {
      sinkLock.unlock();
    }
  }

  /** Waits until no byte is on its way to the sink; for the one who claimed. */
  public void settleSink() {
    sinkLock.lock();
    try {
      sinkGone = true;
    } finally {
      sinkLock.unlock();
    }
  }
}
