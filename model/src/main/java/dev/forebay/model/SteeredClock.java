package dev.forebay.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that runs with another, the real one, until it is told otherwise: it can be frozen, moved
 * on, and let run again from where it stands. Moving it on runs every action that falls due in the
 * order of their instants, each at its own instant.
 *
 * <p>Thread-safe. One lock orders those who steer; a second, short one guards the actions, and no
 * action runs under it. What the clock shows is one immutable value, read without a lock.
 */
public final class SteeredClock implements Clock {
  private static final Duration LONGEST_ALARM = Duration.ofDays(1);

  /** An action that is stuck for so long does not hold up those that are due later. */
  private static final Duration LONGEST_ACTION = Duration.ofSeconds(10);

  private record Due(Instant at, long number, Runnable action) {}

  /** Whether time passes by itself. */
  public enum State {
    /** It passes as in the real clock. */
    RUNNING,
    /** It stands still. */
    FROZEN
  }

  /**
   * What the clock shows. Immutable.
   *
   * @param now the time
   * @param ahead how far it is before the real time; negative when it is behind
   */
  public record Reading(State state, Instant now, Duration ahead) {}

  /** What {@link #advance} waits for at each instant at which something fell due. */
  @FunctionalInterface
  public interface Rest {
    /** Waits for nothing. */
    Rest NONE = () -> true;

    /**
     * Waits until what was started has come to rest.
     *
     * @return whether it has; if not, the clock goes on without waiting any more
     * @throws InterruptedException when the caller is told to stop
     */
    boolean await() throws InterruptedException;
  }

  private sealed interface Dial {
    record Running(Duration ahead, long nanosAhead) implements Dial {}

    record Frozen(Instant at, long nanos) implements Dial {}
  }

  private final Clock real;
  private final ReentrantLock steering = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Due> due =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
  private final Map<Long, Due> byNumber = new HashMap<>();
  private long numbers;
  private @Nullable Scheduled alarm;
  private @Nullable Instant alarmAt;
  private volatile Dial dial = new Dial.Running(Duration.ZERO, 0);

  /** A clock that runs with this one. */
  public SteeredClock(Clock real) {
    this.real = real;
  }

  @Override
  public Instant now() {
    return now(dial);
  }

  private Instant now(Dial shown) {
    return switch (shown) {
      case Dial.Running(Duration ahead, long nanos) ->
          ahead.isZero() ? real.now() : real.now().plus(ahead);
      case Dial.Frozen(Instant at, long nanos) -> at;
    };
  }

  @Override
  public long nanoTime() {
    return nanos(dial);
  }

  private long nanos(Dial shown) {
    return switch (shown) {
      case Dial.Running(Duration ahead, long nanosAhead) -> real.nanoTime() + nanosAhead;
      case Dial.Frozen(Instant at, long nanos) -> nanos;
    };
  }

  /** What the clock shows, all of one moment. */
  public Reading reading() {
    Dial shown = dial;
    return switch (shown) {
      case Dial.Running(Duration ahead, long nanos) ->
          new Reading(State.RUNNING, now(shown), ahead);
      case Dial.Frozen(Instant at, long nanos) ->
          new Reading(State.FROZEN, at, Duration.between(real.now(), at));
    };
  }

  @Override
  public void sleepUntil(Instant instant) throws InterruptedException {
    if (!instant.isAfter(now())) {
      return;
    }
    CountDownLatch reached = new CountDownLatch(1);
    Scheduled waking = schedule(instant, reached::countDown);
    try {
      reached.await();
    } finally {
      waking.cancel();
    }
  }

  @Override
  public Scheduled schedule(Instant instant, Runnable action) {
    lock.lock();
    try {
      if (!instant.isAfter(now())) {
        // Its time has come, perhaps between the caller's look at the clock and this call.
        start(action);
        return () -> false;
      }
      Due entry = new Due(instant, numbers++, action);
      add(entry);
      setAlarm();
      return () -> withdraw(entry.number());
    } finally {
      lock.unlock();
    }
  }

  private void add(Due entry) {
    due.add(entry);
    byNumber.put(entry.number(), entry);
  }

  private boolean withdraw(long number) {
    lock.lock();
    try {
      Due entry = byNumber.remove(number);
      return entry != null && due.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  private static Thread start(Runnable action) {
    return Thread.ofVirtual().name("due").start(action);
  }

  /** Has the real clock ring when the first action falls due, if time passes. Under the lock. */
  private void setAlarm() {
    if (!(dial instanceof Dial.Running(Duration ahead, long nanos)) || due.isEmpty()) {
      return;
    }
    Instant now = real.now().plus(ahead);
    Instant farthest = now.plus(LONGEST_ALARM);
    Instant first = due.first().at();
    Instant at = first.isBefore(farthest) ? first : farthest;
    if (alarmAt != null && !at.isBefore(alarmAt)) {
      return;
    }
    if (alarm != null) {
      alarm.cancel();
    }
    alarmAt = at;
    alarm = real.schedule(at.minus(ahead), () -> ring(at));
  }

  private void dropAlarm() {
    if (alarm != null) {
      alarm.cancel();
    }
    alarm = null;
    alarmAt = null;
  }

  private void ring(Instant at) {
    lock.lock();
    try {
      if (!at.equals(alarmAt)) {
        return;
      }
      alarm = null;
      alarmAt = null;
      if (dial instanceof Dial.Running running) {
        takeDue(now(running)).forEach(entry -> start(entry.action()));
        setAlarm();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes out what is due at the instant, in order. Under the lock. */
  private List<Due> takeDue(Instant at) {
    List<Due> taken = new ArrayList<>();
    while (!due.isEmpty() && !due.first().at().isAfter(at)) {
      Due entry = due.removeFirst();
      byNumber.remove(entry.number());
      taken.add(entry);
    }
    return taken;
  }

  /**
   * Has it stand still, at a whole millisecond; what is under way goes on. Does nothing when it
   * stands.
   */
  public void freeze() {
    steering.lock();
    try {
      stop();
    } finally {
      steering.unlock();
    }
  }

  private void stop() {
    lock.lock();
    try {
      if (dial instanceof Dial.Running running) {
        Instant at = wholeMilliseconds(now(running));
        dial = new Dial.Frozen(at, nanos(running));
        dropAlarm();
        takeDue(at).forEach(entry -> start(entry.action()));
      }
    } finally {
      lock.unlock();
    }
  }

  // What is stored as due now is due at the millisecond that has begun or is about to: where the
  // clock stands, it must have come.
  private static Instant wholeMilliseconds(Instant instant) {
    Instant begun = instant.truncatedTo(ChronoUnit.MILLIS);
    return begun.equals(instant) ? instant : begun.plusMillis(1);
  }

  /** Lets it run, from where it stands. Does nothing when it runs. */
  public void resume() {
    steering.lock();
    try {
      run();
    } finally {
      steering.unlock();
    }
  }

  private void run() {
    lock.lock();
    try {
      if (dial instanceof Dial.Frozen(Instant at, long nanos)) {
        dial = new Dial.Running(Duration.between(real.now(), at), nanos - real.nanoTime());
        setAlarm();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves it on by a span that is not negative, whether it runs or stands. It stops at each instant
   * at which an action falls due, runs the actions of that instant one after the other, and waits
   * for rest before it goes on; so an action may schedule further ones, which are met too if they
   * fall in the span. Time does not pass by itself meanwhile.
   *
   * @return whether all came to rest, at every instant
   * @throws InterruptedException when the caller is told to stop; the clock stays where it is then
   */
  public boolean advance(Duration span, Rest rest) throws InterruptedException {
    if (span.isNegative()) {
      throw new IllegalArgumentException("a clock cannot be moved back: " + span);
    }
    steering.lockInterruptibly();
    try {
      State before = reading().state();
      stop();
      try {
        return walk(wholeMilliseconds(now().plus(span)), rest);
      } finally {
        if (before == State.RUNNING) {
          run();
        }
      }
    } finally {
      steering.unlock();
    }
  }

  private boolean walk(Instant target, Rest rest) throws InterruptedException {
    boolean rested = rest.await();
    for (Optional<Instant> next = next(target); next.isPresent(); next = next(target)) {
      for (Due entry : moveTo(next.get())) {
        start(entry.action()).join(LONGEST_ACTION);
      }
      rested = rested && rest.await();
    }
    moveTo(target).forEach(entry -> start(entry.action()));
    return rested;
  }

  private Optional<Instant> next(Instant target) {
    lock.lock();
    try {
      return due.isEmpty() || due.first().at().isAfter(target)
          ? Optional.empty()
          : Optional.of(due.first().at());
    } finally {
      lock.unlock();
    }
  }

  private List<Due> moveTo(Instant instant) {
    lock.lock();
    try {
      if (dial instanceof Dial.Frozen(Instant at, long nanos) && instant.isAfter(at)) {
        dial = new Dial.Frozen(instant, nanos + Duration.between(at, instant).toNanos());
      }
      return takeDue(instant);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts it back to the real time, running. Actions that are not yet due keep the span that they
   * had left: what was due in a minute is due in a minute.
   */
  public void toRealTime() {
    steering.lock();
    try {
      lock.lock();
      try {
        Dial before = dial;
        Duration shift = Duration.between(now(before), real.now());
        long nanosAhead = nanos(before) - real.nanoTime();
        List<Due> entries = List.copyOf(due);
        due.clear();
        byNumber.clear();
        entries.forEach(
            entry -> add(new Due(moved(entry.at(), shift), entry.number(), entry.action())));
        dropAlarm();
        dial = new Dial.Running(Duration.ZERO, nanosAhead);
        setAlarm();
      } finally {
        lock.unlock();
      }
    } finally {
      steering.unlock();
    }
  }

  private static Instant moved(Instant at, Duration shift) {
    try {
      return at.plus(shift);
    } catch (DateTimeException | ArithmeticException e) {
      // So far off that it never comes, before and after.
      return at;
    }
  }
}
