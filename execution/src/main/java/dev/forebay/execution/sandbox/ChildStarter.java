package dev.forebay.execution.sandbox;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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

  /**
   * Starts a process.
   *
   * @throws IOException when it cannot be started, not within half a minute, or when the caller is
   *     interrupted; no process is left then, though it may have been on its way
   */
  Process start(ProcessBuilder builder) throws IOException {
    CompletableFuture<Process> started = new CompletableFuture<>();
    try {
      thread.execute(() -> start(builder, started));
      return started.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("cannot start " + builder.command().getFirst(), e.getCause());
    } catch (RejectedExecutionException e) {
      throw new IOException("the sandbox is closed", e);
    } catch (TimeoutException e) {
      giveUp(started);
      throw new IOException("no process within " + DEADLINE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      giveUp(started);
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while starting").initCause(e);
    }
  }

  private static void start(ProcessBuilder builder, CompletableFuture<Process> started) {
    if (started.isDone()) {
      return;
    }
    try (Closeable _ = heldOpen(builder.redirectOutput())) {
      Process process = builder.start();
      if (!started.complete(process)) {
        process.destroyForcibly();
      }
    } catch (IOException | RuntimeException e) {
      started.completeExceptionally(e);
    }
  }

  // To open a FIFO for writing waits for a reader, who may have gone with the caller: that would
  // hold up all starts for ever. To open it for both waits for nobody.
  private static Closeable heldOpen(ProcessBuilder.Redirect output) throws IOException {
    File file = output.file();
    return file == null ? () -> {} : new RandomAccessFile(file, "rw");
  }

  /** Nobody waits any more: what has come is ended here, what comes later where it is started. */
  private static void giveUp(CompletableFuture<Process> started) {
    if (!started.cancel(false) && !started.isCompletedExceptionally()) {
      started.join().destroyForcibly();
    }
  }

  /** Lets the thread end, and with it every child that asked for its parent's death signal. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
