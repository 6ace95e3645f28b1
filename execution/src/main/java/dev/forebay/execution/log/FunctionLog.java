package dev.forebay.execution.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.forebay.execution.FunctionImage;
import dev.forebay.execution.LogSink.LogEvent;
import dev.forebay.execution.LogSink.LogStreamName;
import dev.forebay.execution.log.TelemetryTap.Category;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The log stream of one execution environment. What the function and its extensions print and what
 * the platform says come together here, in order, wait in bounded space for the {@link LogShipper},
 * and are copied to telemetry's subscribers. Thread-safe.
 */
public final class FunctionLog {
  /** How many characters may wait for the sink; what comes on top is dropped and counted. */
  static final int MOST_WAITING = 2 << 20;

  private static final int COST_OF_AN_EVENT = 64;

  private final LogStreamName stream;
  private final LogFormat format;
  private final Clock clock;
  private final LogShipper shipper;
  private final ReentrantLock lock = new ReentrantLock();
  private List<LogEvent> waiting = new ArrayList<>();
  private int waitingSize;
  private long droppedLines;
  private long droppedBytes;
  private boolean marked;
  private @Nullable LogTail tail;
  private volatile TelemetryTap tap = TelemetryTap.NONE;

  /** A log with nothing in it. */
  public FunctionLog(
      LogStreamName stream, FunctionImage.Logging logging, Clock clock, LogShipper shipper) {
    this.stream = stream;
    this.format = new LogFormat(logging);
    this.clock = clock;
    this.shipper = shipper;
  }

  /** Which stream it is. */
  public LogStreamName stream() {
    return stream;
  }

  /** Copies everything from now on to the tap. */
  public void tap(TelemetryTap next) {
    tap = next;
  }

  /** Takes what the function prints. */
  public PrintedLines function() {
    return new PrintedLines(line -> printed(Category.FUNCTION, line));
  }

  /** Takes what an extension prints. */
  public PrintedLines extension() {
    return new PrintedLines(line -> printed(Category.EXTENSION, line));
  }

  private void printed(Category category, String line) {
    Instant now = clock.now();
    if (tap.wants(category)) {
      JsonNode record =
          category == Category.FUNCTION ? format.record(line) : TextNode.valueOf(line);
      String type = category == Category.FUNCTION ? "function" : "extension";
      tap.publish(category, LogFormat.envelope(type, record, now));
    }
    if (category == Category.EXTENSION || format.keeps(line)) {
      append(line, now);
    }
  }

  /** The telemetry event for a platform event that happens now. */
  public JsonNode telemetryEvent(PlatformEvent event) {
    return LogFormat.envelope(event.type(), event.record().get(), clock.now());
  }

  /** Says something of the platform's. */
  public void platform(PlatformEvent event) {
    Instant now = clock.now();
    if (tap.wants(Category.PLATFORM)) {
      tap.publish(Category.PLATFORM, LogFormat.envelope(event.type(), event.record().get(), now));
    }
    format.line(event, now).ifPresent(line -> append(line, now));
  }

  /** Begins the tail of a new invocation. */
  public void beginTail() {
    lock.lock();
    try {
      tail = new LogTail();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the tail.
   *
   * @param ending the events that close the invocation; they are not said by this
   */
  public Bytes endTail(List<PlatformEvent> ending) {
    Instant now = clock.now();
    lock.lock();
    try {
      LogTail ended = tail == null ? new LogTail() : tail;
      tail = null;
      for (PlatformEvent event : ending) {
        format.line(event, now).ifPresent(ended::add);
      }
      return ended.bytes();
    } finally {
      lock.unlock();
    }
  }

  private void append(String line, Instant at) {
    lock.lock();
    try {
      if (tail != null) {
        tail.add(line);
      }
      if (waitingSize > MOST_WAITING) {
        droppedLines++;
        droppedBytes += line.length();
        return;
      }
      waiting.add(new LogEvent(at, line));
      waitingSize += line.length() + COST_OF_AN_EVENT;
      if (!marked) {
        marked = true;
        shipper.mark(this);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes all that waits, for the shipper. */
  List<LogEvent> take() {
    Instant now = clock.now();
    List<LogEvent> taken;
    Optional<PlatformEvent> dropped = Optional.empty();
    lock.lock();
    try {
      taken = waiting;
      waiting = new ArrayList<>();
      waitingSize = 0;
      marked = false;
      if (droppedLines > 0) {
        dropped = Optional.of(PlatformEvents.logsDropped(droppedLines, droppedBytes));
        droppedLines = 0;
        droppedBytes = 0;
      }
    } finally {
      lock.unlock();
    }
    dropped
        .flatMap(event -> format.line(event, now))
        .ifPresent(line -> taken.add(new LogEvent(now, line)));
    return taken;
  }
}
