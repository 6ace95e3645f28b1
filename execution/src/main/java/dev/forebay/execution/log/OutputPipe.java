package dev.forebay.execution.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;

/** One FIFO that processes print to. Thread-safe: a lock keeps what is read in order. */
public final class OutputPipe implements AutoCloseable {
  private static final int BUFFER = 8 << 10;

  /** Bounds one {@link #drain} against a function that prints without end: 1 MiB. */
  private static final int MOST_READS = 128;

  /** Takes what was printed, in order; called under the pipe's lock. */
  @FunctionalInterface
  public interface Sink {
    /** The first {@code length} bytes of the array, which is used again afterwards. */
    void accept(byte[] bytes, int length);
  }

  private final OutputPump pump;
  private final Kernel kernel;
  private final int descriptor;
  private final Sink sink;
  private final ReentrantLock lock = new ReentrantLock();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(BUFFER);
  private final byte[] bytes = new byte[BUFFER];
  private boolean closed;

  OutputPipe(OutputPump pump, Kernel kernel, int descriptor, Sink sink) {
    this.pump = pump;
    this.kernel = kernel;
    this.descriptor = descriptor;
    this.sink = sink;
  }

  /** Hands on all that has been written so far. Does not block for long; none after close. */
  public void drain() {
    lock.lock();
    try {
      for (int reads = 0; !closed && reads < MOST_READS; reads++) {
        int length = kernel.readNow(descriptor, buffer);
        if (length > 0) {
          MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
          sink.accept(bytes, length);
        }
        if (length < BUFFER) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Makes the pump look up. */
  void wake() throws IOException {
    kernel.writeByte(descriptor);
  }

  /** Closes the FIFO; what has not been drained is lost. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        pump.forget(descriptor);
        kernel.close(descriptor);
        arena.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }
}
