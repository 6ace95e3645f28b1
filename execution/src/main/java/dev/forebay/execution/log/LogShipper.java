package dev.forebay.execution.log;

import dev.forebay.execution.LogSink;
import dev.forebay.execution.LogSink.LogEvent;
import dev.forebay.model.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries log events to the sink, in batches, on a virtual thread of its own, so that no function
 * waits for its log. A log that has something to ship says so once; whatever gathers within {@link
 * #GATHER} goes along. Thread-safe.
 */
public final class LogShipper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogShipper.class);

  /** Long enough that a busy function's lines go in tens, short enough that nobody sees it. */
  private static final Duration GATHER = Duration.ofMillis(20);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final LogSink sink;
  private final Clock wall;
  private final LinkedBlockingQueue<FunctionLog> marked = new LinkedBlockingQueue<>();
  private final Thread thread;

  /**
   * Starts the thread.
   *
   * @param wall real time, for gathering
   */
  public LogShipper(LogSink sink, Clock wall) {
    this.sink = sink;
    this.wall = wall;
    thread = Thread.ofVirtual().name("log-shipper").start(this::run);
  }

  /** Has the log's events taken soon. */
  void mark(FunctionLog log) {
    marked.add(log);
  }

  private void run() {
    boolean open = true;
    while (open) {
      try {
        FunctionLog first = marked.take();
        open = gather();
        ship(first);
      } catch (InterruptedException e) {
        open = false;
      }
      shipMarked();
    }
  }

  /** Waits for more to come; false when the shipper is closed, which loses nothing. */
  private boolean gather() {
    try {
      wall.sleep(GATHER);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private void shipMarked() {
    for (FunctionLog log = marked.poll(); log != null; log = marked.poll()) {
      ship(log);
    }
  }

  private void ship(FunctionLog log) {
    List<LogEvent> events = log.take();
    if (events.isEmpty()) {
      return;
    }
    try {
      sink.append(log.stream(), events);
    } catch (RuntimeException e) {
      LOG.warn("{} log events of {} are lost", events.size(), log.stream().group(), e);
    }
  }

  /** Ships what is left and ends the thread. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      if (!thread.join(CLOSE_WITHIN)) {
        LOG.warn("the log sink has blocked for {}; log events are lost", CLOSE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
