package dev.forebay.execution.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what all functions of this node print. Each process tree prints to a FIFO of its own; one
 * platform thread waits for all of them. Nobody sits in a blocking read, so that {@link
 * OutputPipe#drain} can take, on any thread and exactly, what was printed before now. Thread-safe.
 */
public final class OutputPump implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputPump.class);
  private static final int EVENTS_AT_ONCE = 64;
  private static final int WAIT_MILLIS = 60_000;

  private final Kernel kernel = new Kernel();
  private final ConcurrentMap<Integer, OutputPipe> pipes = new ConcurrentHashMap<>();
  private final int epoll;
  private final OutputPipe wake;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param folder takes the FIFO by which the thread is woken
   */
  public OutputPump(Path folder) throws IOException {
    epoll = kernel.openEpoll();
    wake = open(folder.resolve("wake"), OutputPump::ignore);
    thread = Thread.ofPlatform().daemon().name("output-pump").start(this::run);
  }

  private static void ignore(byte[] bytes, int length) {}

  /** Makes a FIFO at the path; what is written there goes to the sink. */
  public OutputPipe open(Path path, OutputPipe.Sink sink) throws IOException {
    int descriptor = kernel.openFifo(path);
    OutputPipe pipe = new OutputPipe(this, kernel, descriptor, sink);
    pipes.put(descriptor, pipe);
    kernel.epollControl(epoll, Kernel.EPOLL_ADD, descriptor);
    return pipe;
  }

  /** Called by the pipe, under its lock, before the descriptor is closed. */
  void forget(int descriptor) throws IOException {
    pipes.remove(descriptor);
    kernel.epollControl(epoll, Kernel.EPOLL_DELETE, descriptor);
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment events = kernel.events(arena, EVENTS_AT_ONCE);
      while (!closed) {
        int ready = kernel.epollWait(epoll, events, WAIT_MILLIS);
        for (int i = 0; i < ready; i++) {
          drain(kernel.descriptor(events, i));
        }
      }
    } catch (IOException e) {
      LOG.error("what functions print can no longer be read", e);
    }
  }

  private void drain(int descriptor) {
    OutputPipe pipe = pipes.get(descriptor);
    if (pipe == null) {
      return;
    }
    try {
      pipe.drain();
    } catch (RuntimeException e) {
      LOG.warn("lines of a function are lost", e);
    }
  }

  /** Ends the thread. Pipes that are still open are closed unread. */
  @Override
  public void close() {
    closed = true;
    try {
      wake.wake();
      thread.join();
      for (OutputPipe pipe : pipes.values()) {
        pipe.close();
      }
      kernel.close(epoll);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
