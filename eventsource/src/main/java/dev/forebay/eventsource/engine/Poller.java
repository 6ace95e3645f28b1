package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.Lane;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Plan;
import dev.forebay.eventsource.batch.Step;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.source.Fetched;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.eventsource.source.SourceGoneException;
import dev.forebay.eventsource.source.SourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One lane of a queue: takes messages, goes to the function with them, deletes what succeeded. Its
 * state is confined to its own thread; {@link #stop} and {@link #interrupt} come from others.
 */
final class Poller implements LaneLoop.Place {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Tools tools;
  private final Mapping mapping;
  private final QueueRun run;
  private final Wakeup wakeup;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private Lane lane = Lane.EMPTY;
  private boolean polling;
  private volatile Instant gathering = Instant.MAX;

  Poller(Tools tools, Mapping mapping, QueueRun run) {
    this.tools = tools;
    this.mapping = mapping;
    this.run = run;
    this.wakeup = new Wakeup(tools.clock());
    this.thread =
        Thread.ofVirtual()
            .name("poller " + mapping.id())
            .unstarted(
                new LaneLoop(
                    tools,
                    mapping,
                    run.intake().origin(),
                    new EventJson(mapping.source().arn().toString(), ""),
                    this,
                    wakeup));
  }

  void start() {
    thread.start();
  }

  @Override
  public Plan plan() {
    return run.plan();
  }

  @Override
  public Lane lane(Instant now) {
    lane = lane.at(now, run.plan());
    return lane;
  }

  @Override
  public boolean fetch(Step.Fetch fetch) throws InterruptedException {
    if (lane.firstUnfinished().isPresent()) {
      gathering = fetch.until().orElseThrow();
      try {
        accept(receive(fetch.most(), patience(gathering)));
      } finally {
        gathering = Instant.MAX;
      }
      return true;
    }
    if (!run.beginsToReceive()) {
      return false;
    }
    boolean anything = false;
    boolean goesOn;
    try {
      List<Fetched> fetched = receive(fetch.most(), PATIENCE);
      anything = !fetched.isEmpty();
      accept(fetched);
    } finally {
      goesOn = run.hasReceived(anything);
    }
    return goesOn;
  }

  /** How long to wait for more while gathering. */
  private Duration patience(Instant until) throws InterruptedException {
    Duration left = Duration.between(tools.clock().now(), until);
    if (left.compareTo(SHORTEST_WAIT) >= 0) {
      return left;
    }
    // A queue waits for whole seconds; the last fraction is waited for here.
    wakeup.awaitUntil(until, SHORTEST_WAIT);
    return Duration.ZERO;
  }

  private List<Fetched> receive(int most, Duration patience) throws InterruptedException {
    lock.lock();
    try {
      polling = true;
    } finally {
      lock.unlock();
    }
    try {
      if (run.isStopping()) {
        return List.of();
      }
      List<Fetched> received = run.source().receive(most, patience);
      run.works();
      return received;
    } catch (SourceGoneException e) {
      run.sourceIsGone(e);
      pause();
    } catch (SourceException e) {
      if (!run.isStopping()) {
        LOG.warn("the mapping {} cannot read its queue: {}", mapping.id(), e.getMessage());
        run.problem(String.valueOf(e.getMessage()));
        pause();
      }
    } finally {
      lock.lock();
      try {
        polling = false;
        // Whoever stopped this poller meant the wait, and not the batch that came of it.
        Thread.interrupted();
      } finally {
        lock.unlock();
      }
    }
    return List.of();
  }

  private void pause() throws InterruptedException {
    wakeup.awaitUntil(tools.clock().now().plus(AFTER_FAILURE), AFTER_FAILURE);
  }

  private void accept(List<Fetched> fetched) {
    if (fetched.isEmpty()) {
      return;
    }
    run.followVisibility();
    Intake.Sorted sorted = run.intake().sort(fetched);
    Instant now = tools.clock().now();
    lane = lane.received(sorted.passed(), now, now);
    delete(sorted.dropped());
  }

  @Override
  public void invoking(Batch batch) {
    run.goesToFunction(batch);
  }

  @Override
  public void settle(Batch batch, Outcome outcome, Lane.Turn turn) {
    lane = turn.lane();
    delete(turn.verdict().succeeded());
    run.comesBack(outcome);
  }

  @Override
  public void part(Lane next, Verdict verdict) {
    lane = next;
  }

  private void delete(List<SourceRecord> messages) {
    if (messages.isEmpty()) {
      return;
    }
    try {
      run.source().delete(messages);
      tools.trail().settled(run.intake().origin(), messages);
    } catch (SourceException e) {
      LOG.warn("the mapping {} will see messages again: {}", mapping.id(), e.getMessage());
      run.problem(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean isStopping() {
    return run.isStopping();
  }

  @Override
  public void ended() {
    run.ended(this);
  }

  /** Whether it is asking its queue for messages. */
  boolean isAsking() {
    lock.lock();
    try {
      return polling;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The instant that it waits for, or goes on at if no message comes before; {@link Instant#MAX}
   * for none. Empty when it does neither wait nor ask.
   */
  Optional<Instant> waitingUntil() {
    return isAsking() ? Optional.of(gathering) : wakeup.waitingUntil();
  }

  /** Ends a wait for messages; a batch is brought to its end. */
  void stop() {
    wakeup.raise();
    lock.lock();
    try {
      if (polling) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  void interrupt() {
    thread.interrupt();
  }
}
