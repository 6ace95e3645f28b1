package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.Lane;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Plan;
import dev.forebay.eventsource.batch.Step;
import dev.forebay.eventsource.batch.Verdict;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.model.RequestId;
import dev.forebay.model.activity.Done;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop of every source: poll, filter, batch, invoke, settle. It does what its {@link Lane}
 * says and tells it what came of it. Runs on one thread of its own.
 *
 * <p>A failure that nobody foresaw is logged here, and the loop goes on after a while: what was not
 * settled is still with the source or before the checkpoint.
 */
final class LaneLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LaneLoop.class);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final Tools tools;
  private final Mapping mapping;
  private final RecordTrail.Origin origin;
  private final EventJson json;
  private final Place place;
  private final Wakeup wakeup;

  /** Where the lane's records come from and go back to. Called on the loop's thread. */
  interface Place {
    /** How the lane works now. */
    Plan plan();

    /** The lane, brought to the time. */
    Lane lane(Instant now);

    /**
     * Polls and filters: gets records into the lane.
     *
     * @return whether the loop goes on
     */
    boolean fetch(Step.Fetch fetch) throws InterruptedException;

    /** A batch is about to be tried. */
    void invoking(Batch batch);

    /** Settles: the lane has come on, and a batch has met its verdict. */
    void settle(Batch batch, Outcome outcome, Lane.Turn turn);

    /** Settles what was parted with before an attempt. */
    void part(Lane next, Verdict verdict);

    /** Whether the loop has to end. */
    boolean isStopping();

    /** The loop has ended. */
    void ended();
  }

  LaneLoop(
      Tools tools,
      Mapping mapping,
      RecordTrail.Origin origin,
      EventJson json,
      Place place,
      Wakeup wakeup) {
    this.tools = tools;
    this.mapping = mapping;
    this.origin = origin;
    this.json = json;
    this.place = place;
    this.wakeup = wakeup;
  }

  @Override
  public void run() {
    try {
      while (!place.isStopping() && goOn()) {
        // Each turn decides whether there is a next one.
      }
    } catch (InterruptedException e) {
      LOG.debug("a lane of {} was interrupted", mapping.id());
    } finally {
      place.ended();
    }
  }

  private boolean goOn() throws InterruptedException {
    try {
      return turn();
    } catch (RuntimeException e) {
      LOG.error("a lane of {} starts over", mapping.id(), e);
      wakeup.awaitUntil(tools.clock().now().plus(AFTER_FAULT), AFTER_FAULT);
      return true;
    }
  }

  private boolean turn() throws InterruptedException {
    Instant now = tools.clock().now();
    Lane lane = place.lane(now);
    switch (lane.next(now, place.plan())) {
      case Step.Fetch fetch -> {
        return place.fetch(fetch);
      }
      case Step.Invoke invoke -> invoke(lane, invoke);
      case Step.Part(Batch batch, Verdict verdict) -> {
        tools.trail().parted(origin, batch, verdict);
        tools.failures().deliver(mapping, origin, verdict.givenUp(), wakeup);
        place.part(lane.parted(verdict), verdict);
      }
      case Step.Wait wait -> wakeup.awaitUntil(wait.until(), LONGEST_WAIT);
      case Step.End end -> {
        return false;
      }
    }
    return true;
  }

  private void invoke(Lane lane, Step.Invoke invoke) throws InterruptedException {
    Batch batch = invoke.batch();
    place.invoking(batch);
    RequestId requestId = RequestId.random(tools.random());
    tools.trail().invoked(origin, requestId, batch);
    tools.tally().count(Done.Kind.BATCHES, origin.way().mapping());
    Outcome outcome = tools.recipients().take(mapping, requestId, batch, () -> json.of(invoke));
    Lane.Turn turn = lane.after(outcome, tools.clock().now(), place.plan());
    tools.trail().ended(origin, requestId, batch, outcome, turn.verdict());
    tools.failures().deliver(mapping, origin, turn.verdict().givenUp(), wakeup);
    place.settle(batch, outcome, turn);
  }
}
