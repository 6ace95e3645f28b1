package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.Lane;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Plan;
import dev.forebay.eventsource.batch.Step;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.mapping.Mapping;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One lane of a shard. It has a thread while it has something to do. The thread's coming and going
 * is under the lock of its {@link ShardRun}.
 */
final class ShardLane implements LaneLoop.Place {
  private static final Duration CEILING = Duration.ofSeconds(10);

  private final Tools tools;
  private final ShardRun run;
  private final int number;
  private final Wakeup wakeup;
  private @Nullable Thread thread;

  ShardLane(Tools tools, ShardRun run, int number) {
    this.tools = tools;
    this.run = run;
    this.number = number;
    this.wakeup = new Wakeup(tools.clock());
  }

  /** Wakes the lane's thread; says whether it had to be started. Under the run's lock. */
  boolean wake() {
    if (thread != null) {
      wakeup.raise();
      return false;
    }
    Mapping mapping = run.stream().mapping();
    thread =
        Thread.ofVirtual()
            .name("lane " + number + " of " + run.shard() + " " + mapping.id())
            .start(
                new LaneLoop(
                    tools,
                    mapping,
                    run.intake().origin(),
                    new EventJson(run.stream().source().arn(), run.shard()),
                    this,
                    wakeup));
    return true;
  }

  /** Whether it has a thread. Under the run's lock. */
  boolean isRunning() {
    return thread != null;
  }

  /** The instant that it waits for; {@link Instant#MAX} for none. Empty when it is at work. */
  Optional<Instant> waitingUntil() {
    return wakeup.waitingUntil();
  }

  /** Its thread is about to end. Under the run's lock. */
  void retire() {
    thread = null;
  }

  /** Ends a wait. */
  void stop() {
    wakeup.raise();
  }

  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public Plan plan() {
    return run.stream().plan();
  }

  @Override
  public Lane lane(Instant now) {
    return run.lane(number, now);
  }

  @Override
  public boolean fetch(Step.Fetch fetch) throws InterruptedException {
    return switch (run.fetch(number, fetch.most())) {
      case SOMETHING -> true;
      case IDLE -> false;
      case NOTHING_YET -> {
        await(fetch.until().orElse(Instant.MAX));
        yield true;
      }
    };
  }

  private void await(Instant until) throws InterruptedException {
    if (!until.isAfter(tools.clock().now())) {
      // A window ends only when it is known that nothing more belongs to it.
      run.lookAgain();
      wakeup.await(CEILING);
    } else if (until.equals(Instant.MAX)) {
      wakeup.await(CEILING);
    } else {
      wakeup.awaitUntil(until, CEILING);
    }
  }

  @Override
  public void invoking(Batch batch) {
    // A shard's lane needs nobody's leave.
  }

  @Override
  public void settle(Batch batch, Outcome outcome, Lane.Turn turn) {
    run.settle(number, turn.lane(), turn.verdict());
    run.stream().processed(outcome, turn.verdict());
    passed(turn.verdict());
  }

  @Override
  public void part(Lane next, Verdict verdict) {
    run.settle(number, next, verdict);
    passed(verdict);
  }

  private void passed(Verdict verdict) {
    tools.trail().settled(run.intake().origin(), verdict.succeeded());
    verdict
        .givenUp()
        .forEach(given -> tools.trail().settled(run.intake().origin(), given.records()));
  }

  @Override
  public boolean isStopping() {
    return run.isStopping();
  }

  @Override
  public void ended() {
    run.threadEnded();
  }
}
