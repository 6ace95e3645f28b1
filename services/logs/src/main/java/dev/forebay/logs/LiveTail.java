package dev.forebay.logs;

import dev.forebay.logs.pattern.FilterPattern;
import dev.forebay.model.AccountRegion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionLogEvent;

/**
 * One live tail: gathers up to 500 events that its pattern wants until they are taken; further ones
 * are left out, and said to be. Thread-safe; one thread takes.
 */
final class LiveTail {
  /** Of one update ("StartLiveTail"). */
  private static final int MOST = 500;

  private final Wanted wanted;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition gone = lock.newCondition();
  private List<LiveTailSessionLogEvent> gathered = new ArrayList<>();
  private boolean sampled;
  private boolean ended;

  /**
   * What a tail shows.
   *
   * @param place where
   * @param groups the identifiers as they were given, by the groups' names
   * @param streams names; empty for all
   * @param prefixes of names; empty for all
   * @param pattern which events
   */
  record Wanted(
      AccountRegion place,
      Map<String, String> groups,
      List<String> streams,
      List<String> prefixes,
      FilterPattern pattern) {

    Wanted {
      groups = Map.copyOf(groups);
      streams = List.copyOf(streams);
      prefixes = List.copyOf(prefixes);
    }

    private boolean holds(String stream) {
      return (streams.isEmpty() || streams.contains(stream))
          && (prefixes.isEmpty() || prefixes.stream().anyMatch(stream::startsWith));
    }
  }

  /**
   * What has been gathered.
   *
   * @param sampled whether there was more
   */
  record Update(List<LiveTailSessionLogEvent> events, boolean sampled) {}

  LiveTail(Wanted wanted) {
    this.wanted = wanted;
  }

  AccountRegion place() {
    return wanted.place();
  }

  void offer(AccountRegion place, Appends.Append append, long nowMillis) {
    String group = wanted.groups().get(append.group().value().name());
    String stream = append.stream().value().name();
    if (group == null || !place.equals(wanted.place()) || !wanted.holds(stream)) {
      return;
    }
    for (LogLine line : append.lines()) {
      if (wanted.pattern().matches(line.message())) {
        gather(
            LiveTailSessionLogEvent.builder()
                .logGroupIdentifier(group)
                .logStreamName(stream)
                .message(line.message())
                .timestamp(line.timestamp())
                .ingestionTime(nowMillis)
                .build());
      }
    }
  }

  private void gather(LiveTailSessionLogEvent event) {
    lock.lock();
    try {
      if (gathered.size() < MOST) {
        gathered.add(event);
      } else {
        sampled = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes what comes within the span of real time. */
  Update take(Duration span) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = span.toNanos();
      while (nanos > 0 && !ended) {
        nanos = gone.awaitNanos(nanos);
      }
      Update update = new Update(gathered, sampled);
      gathered = new ArrayList<>();
      sampled = false;
      return update;
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody looks any more. */
  void end() {
    lock.lock();
    try {
      ended = true;
      gone.signal();
    } finally {
      lock.unlock();
    }
  }
}
