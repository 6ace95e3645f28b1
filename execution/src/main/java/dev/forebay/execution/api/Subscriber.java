package dev.forebay.execution.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.execution.log.PlatformEvent;
import dev.forebay.execution.log.PlatformEvents;
import dev.forebay.execution.log.TelemetryTap.Category;
import dev.forebay.model.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One extension that is sent telemetry: buffers events within bounds and sends them in batches on a
 * virtual thread of its own. What does not fit is dropped and counted in {@code
 * platform.logsDropped}. Thread-safe.
 */
final class Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

  /** How many deliveries may wait. */
  private static final int BATCHES_WAITING = 2;

  private static final int TRIES = 3;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

  private final SubscriptionRequest request;
  private final Function<PlatformEvent, JsonNode> envelope;
  private final Clock wall;
  private final Delivery delivery;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final Thread thread;
  private long waitingBytes;
  private long droppedRecords;
  private long droppedBytes;
  private boolean sending;
  private boolean flushing;

  /**
   * Starts the thread.
   *
   * @param envelope makes a telemetry event of a platform event
   */
  Subscriber(
      SubscriptionRequest request,
      ApiHost host,
      Clock wall,
      Function<PlatformEvent, JsonNode> envelope) {
    this.request = request;
    this.envelope = envelope;
    this.wall = wall;
    this.delivery = new Delivery(host, wall, request.destination());
    this.thread = Thread.ofVirtual().name("telemetry").start(this::run);
  }

  boolean wants(Category category) {
    return request.types().contains(category);
  }

  /** Has the event sent some time. */
  void add(JsonNode event) {
    byte[] bytes = event.toString().getBytes(StandardCharsets.UTF_8);
    lock.lock();
    try {
      if (waitingBytes + bytes.length > (long) BATCHES_WAITING * request.maxBytes()) {
        droppedRecords++;
        droppedBytes += bytes.length;
        return;
      }
      waiting.add(bytes);
      waitingBytes += bytes.length;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (true) {
        List<byte[]> batch = next();
        deliver(batch);
        sent();
      }
    } catch (InterruptedException e) {
      delivery.close();
    }
  }

  /** Waits for a batch that is full, or whose time has come. */
  private List<byte[]> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        changed.await();
      }
      long left = request.timeout().toNanos();
      while (left > 0 && !flushing && !isFull()) {
        left = changed.awaitNanos(left);
      }
      noteDropped();
      List<byte[]> batch = new ArrayList<>();
      int size = 0;
      while (!waiting.isEmpty()
          && batch.size() < request.maxItems()
          && (batch.isEmpty() || size + waiting.getFirst().length <= request.maxBytes())) {
        byte[] event = waiting.removeFirst();
        size += event.length;
        waitingBytes -= event.length;
        batch.add(event);
      }
      sending = true;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return waiting.size() >= request.maxItems() || waitingBytes >= request.maxBytes();
  }

  private void noteDropped() {
    if (droppedRecords > 0) {
      PlatformEvent event = PlatformEvents.logsDropped(droppedRecords, droppedBytes);
      byte[] bytes = envelope.apply(event).toString().getBytes(StandardCharsets.UTF_8);
      waiting.addLast(bytes);
      waitingBytes += bytes.length;
      droppedRecords = 0;
      droppedBytes = 0;
    }
  }

  private void deliver(List<byte[]> batch) throws InterruptedException {
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        delivery.send(batch);
        return;
      } catch (IOException e) {
        LOG.debug("telemetry was not taken, attempt {}: {}", attempt, e.toString());
        wall.sleep(BETWEEN_TRIES);
      }
    }
    lock.lock();
    try {
      droppedRecords += batch.size();
      batch.forEach(event -> droppedBytes += event.length);
    } finally {
      lock.unlock();
    }
  }

  private void sent() {
    lock.lock();
    try {
      sending = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what waits without waiting for more, for at most the span. */
  void flush(Duration span) throws InterruptedException {
    long left = span.toNanos();
    lock.lock();
    try {
      flushing = true;
      changed.signalAll();
      while ((sending || !waiting.isEmpty()) && left > 0) {
        left = changed.awaitNanos(left);
      }
      flushing = false;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread; what waits is dropped. */
  void close() {
    thread.interrupt();
  }
}
