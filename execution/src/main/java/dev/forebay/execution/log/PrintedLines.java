package dev.forebay.execution.log;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** What one process tree prints, cut into lines. Thread-safe. */
public final class PrintedLines implements OutputPipe.Sink {
  private final ReentrantLock lock = new ReentrantLock();
  private final LineSplitter splitter;

  PrintedLines(Consumer<String> lines) {
    splitter = new LineSplitter(lines);
  }

  @Override
  public void accept(byte[] bytes, int length) {
    lock.lock();
    try {
      splitter.accept(bytes, length);
    } finally {
      lock.unlock();
    }
  }

  /** Takes what has come since the last line end for a line. */
  public void flush() {
    lock.lock();
    try {
      splitter.flush();
    } finally {
      lock.unlock();
    }
  }
}
