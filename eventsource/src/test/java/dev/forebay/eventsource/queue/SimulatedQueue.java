package dev.forebay.eventsource.queue;

import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A queue with visibility, groups and a redrive policy, in memory. Confined to one thread. */
final class SimulatedQueue {
  private final Duration visibility;
  private final int maxReceiveCount;
  private final boolean fifo;
  private final Map<String, Message> messages = new LinkedHashMap<>();
  private final List<String> dead = new ArrayList<>();
  private long sent;

  /** A message that is in the queue. */
  private static final class Message {
    private final String id;
    private final String group;
    private Instant visibleAt;
    private int receives;

    Message(String id, String group, Instant visibleAt) {
      this.id = id;
      this.group = group;
      this.visibleAt = visibleAt;
    }

    String receipt() {
      return id + "#" + receives;
    }
  }

  SimulatedQueue(Duration visibility, int maxReceiveCount, boolean fifo) {
    this.visibility = visibility;
    this.maxReceiveCount = maxReceiveCount;
    this.fifo = fifo;
  }

  String send(String group, Instant now) {
    String id = "message-" + sent++;
    messages.put(id, new Message(id, group, now));
    return id;
  }

  List<SourceRecord> receive(int most, Instant now) {
    redrive(now);
    List<SourceRecord> received = new ArrayList<>();
    Set<String> blocked = new HashSet<>();
    Set<String> mine = new HashSet<>();
    for (Message message : messages.values()) {
      boolean hidden = message.visibleAt.isAfter(now);
      if (hidden && fifo && !mine.contains(message.group)) {
        blocked.add(message.group);
      }
      if (hidden || received.size() == most || blocked.contains(message.group)) {
        continue;
      }
      message.receives++;
      message.visibleAt = now.plus(visibility);
      mine.add(message.group);
      received.add(
          new SourceRecord(message.id, message.group, now, Bytes.utf8("{}"), message.receipt()));
    }
    return received;
  }

  private void redrive(Instant now) {
    messages
        .values()
        .removeIf(message -> {
          boolean exhausted =
              !message.visibleAt.isAfter(now) && message.receives >= maxReceiveCount;
          if (exhausted) {
            dead.add(message.id);
          }
          return exhausted;
        });
  }

  /** Deletes the message if the receipt is of its last delivery; says whether it was. */
  boolean delete(SourceRecord record) {
    Message message = messages.get(record.id());
    if (message == null || !message.receipt().equals(record.receipt())) {
      return false;
    }
    messages.remove(record.id());
    return true;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  List<String> dead() {
    return dead;
  }
}
