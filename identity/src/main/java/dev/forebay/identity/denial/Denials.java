package dev.forebay.identity.denial;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The latest denials, in memory. Who is denied the same again and again, as a poller without rights
 * is, takes the place of its own older denials and not of others'. Thread-safe, under a short lock;
 * an allowed call never comes here.
 */
public final class Denials {
  private static final int MOST = 1_000;
  private static final int MOST_ALIKE = 50;

  private final ReentrantLock lock = new ReentrantLock();
  private final TreeMap<Long, Denial> kept = new TreeMap<>();
  private final Map<String, Deque<Long>> alike = new HashMap<>();
  private long next;

  /** None yet. */
  public Denials() {}

  /** Keeps a denial. */
  public void note(Denial denial) {
    lock.lock();
    try {
      long number = next++;
      kept.put(number, denial);
      Deque<Long> same = alike.computeIfAbsent(denial.message(), message -> new ArrayDeque<>());
      same.add(number);
      if (same.size() > MOST_ALIKE) {
        kept.remove(same.remove());
      } else if (kept.size() > MOST) {
        forgetOldest();
      }
    } finally {
      lock.unlock();
    }
  }

  // The oldest of all is the oldest of its like.
  private void forgetOldest() {
    String message = kept.pollFirstEntry().getValue().message();
    alike.computeIfPresent(
        message,
        (same, numbers) -> {
          numbers.remove();
          return numbers.isEmpty() ? null : numbers;
        });
  }

  /** What a call was denied, the latest first; nothing for a call that is not known any more. */
  public List<Denial> of(String requestId) {
    return latest(MOST).stream().filter(denial -> denial.requestId().equals(requestId)).toList();
  }

  /** The denials since an instant, the oldest first. */
  public List<Denial> since(Instant from) {
    return latest(MOST).reversed().stream().filter(denial -> !denial.at().isBefore(from)).toList();
  }

  /** The latest denials, the latest first. */
  public List<Denial> latest(int most) {
    lock.lock();
    try {
      List<Denial> latest = new ArrayList<>();
      Iterator<Denial> denials = kept.descendingMap().values().iterator();
      while (denials.hasNext() && latest.size() < most) {
        latest.add(denials.next());
      }
      return latest;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets all. */
  public void clear() {
    lock.lock();
    try {
      kept.clear();
      alike.clear();
    } finally {
      lock.unlock();
    }
  }
}
