package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes child processes, all on one platform thread that lives as long as the sandbox: the signal
 * that a child gets when its parent dies is sent when the <em>thread</em> that made it ends, so a
 * pool's thread or a virtual thread's carrier would kill functions as it retires. Thread-safe.
 */
final class ChildStarter implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("forebay-child-starter").factory());

  /** Starts a process. */
  Process start(ProcessBuilder builder) throws IOException {
    var started = thread.submit(builder::start);
    try {
      return started.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("cannot start " + builder.command().getFirst(), e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("no process within " + DEADLINE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while starting").initCause(e);
    }
  }

  /** Lets the thread end, and with it every child that asked for its parent's death signal. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
