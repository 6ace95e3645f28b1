package dev.forebay.eventsource.batch;

import dev.forebay.eventsource.source.SourceRecord;
import dev.forebay.eventsource.window.OpenWindow;
import dev.forebay.eventsource.window.ReturnedState;
import dev.forebay.eventsource.window.Tumbling;
import dev.forebay.eventsource.window.WindowCall;
import dev.forebay.model.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One strand of the loop that every source goes through: records are gathered, become a batch, the
 * batch is brought to its end, then the next are gathered. A queue's poller is a lane; a shard has
 * one lane or, with a ParallelizationFactor, several. The state of a lane, and every decision about
 * it, is here; who runs it does what {@link #next} says and tells the lane what came of it. Pure
 * and immutable.
 *
 * <pre>
 *            ┌────────── Fetch ◄───────────┐ nothing left to try
 *            ▼                             │
 *   received: gathered ──complete──► work: batches ──► Invoke ──► after: done, given up, again
 *                                          ▲   │ not due: Wait · too old: Part      │
 *                                          └───┴────────────────────────────────────┘
 * </pre>
 *
 * @param gathered waits to become a batch
 * @param work batches to bring to their end, each before the one after it
 * @param window the tumbling window under way
 * @param quiet when the source last had nothing more
 * @param ended whether the source will have nothing more
 * @param resumed batches of an earlier run that were not at their end
 */
public record Lane(
    Gathered gathered,
    List<Batch> work,
    Optional<OpenWindow> window,
    Instant quiet,
    boolean ended,
    List<UnfinishedBatch> resumed) {
  private static final Backoff FINAL_CALL =
      new Backoff(Duration.ofMillis(250), Duration.ofMinutes(1));

  /** A lane that begins. */
  public static final Lane EMPTY =
      new Lane(Gathered.NOTHING, List.of(), Optional.empty(), Instant.MIN, false, List.of());

  /** Copies the lists. */
  public Lane {
    work = List.copyOf(work);
    resumed = List.copyOf(resumed);
  }

  /** A lane that goes on where an earlier run stopped. */
  public static Lane resume(List<UnfinishedBatch> batches, Optional<OpenWindow> window) {
    return new Lane(Gathered.NOTHING, List.of(), window, Instant.MIN, false, batches);
  }

  /** A lane after something was done, and what became of the records. */
  public record Turn(Lane lane, Verdict verdict) {}

  /** The lane once time has brought it here: what is complete has become a batch. */
  public Lane at(Instant now, Plan plan) {
    if (!work.isEmpty()) {
      return closesBefore(work.getFirst(), plan) ? with(gathered, afterFinalCall()) : this;
    }
    if (!resumed.isEmpty()) {
      return resumeWork(now, plan);
    }
    if (windowCloses(now, plan.tumbling())) {
      return with(gathered, List.of(Batch.of(List.of())));
    }
    if (gathered.isEmpty()) {
      return this;
    }
    int count = plan.cut(gathered.records());
    boolean complete = ended || count < gathered.records().size() || count == plan.limits().size();
    if (!complete && now.isBefore(windowEnd(plan))) {
      return this;
    }
    return with(
        gathered.without(count, now), List.of(Batch.of(gathered.records().subList(0, count))));
  }

  /** What to do at the time; for a lane that is {@link #at} that time. */
  public Step next(Instant now, Plan plan) {
    if (work.isEmpty()) {
      return ended && gathered.isEmpty()
          ? new Step.End()
          : new Step.Fetch(
              resumed.isEmpty()
                  ? plan.limits().size() - gathered.records().size()
                  : plan.limits().size(),
              fetchUntil(plan));
    }
    Batch head = work.getFirst();
    Optional<Verdict> parted = plan.rules().before(head, now);
    if (parted.isPresent()) {
      return new Step.Part(head, parted.get());
    }
    return now.isBefore(head.tries().due())
        ? new Step.Wait(plan.rules().nextLook(head))
        : new Step.Invoke(head, plan.tumbling().map(tumbling -> call(head, tumbling)));
  }

  /**
   * Records have come, or none.
   *
   * @param records in the order of the source
   * @param asked when they were asked for; if none came, there was nothing more at that time
   */
  public Lane received(List<SourceRecord> records, Instant asked, Instant now) {
    return new Lane(
        gathered.plus(records, now),
        work,
        window,
        records.isEmpty() ? asked : quiet,
        ended,
        resumed);
  }

  /** The source will have nothing more. */
  public Lane closed() {
    return new Lane(gathered, work, window, quiet, true, resumed);
  }

  /** After {@link Step.Part}. */
  public Lane parted(Verdict verdict) {
    return with(gathered, followedBy(verdict.again()));
  }

  /** After {@link Step.Invoke}. */
  public Turn after(Outcome outcome, Instant now, Plan plan) {
    Batch head = work.getFirst();
    if (plan.tumbling().isPresent() && head.size() == 0) {
      return finalCallEnded(outcome, now);
    }
    Outcome judged = plan.tumbling().isPresent() ? needState(outcome) : outcome;
    Verdict verdict = plan.rules().after(head, judged, now);
    Lane lane = with(gathered, followedBy(verdict.again()));
    return new Turn(
        plan.tumbling().isPresent() ? lane.withState(head, judged, plan) : lane, verdict);
  }

  /** The first record that is not at its end. */
  public Optional<SourceRecord> firstUnfinished() {
    for (Batch batch : work) {
      if (batch.size() > 0) {
        return Optional.of(batch.records().getFirst());
      }
    }
    return gathered.isEmpty() ? Optional.empty() : Optional.of(gathered.first());
  }

  /** What a later run has to know of the batches that are not at their end; only for streams. */
  public List<UnfinishedBatch> unfinished() {
    return resumed.isEmpty()
        ? work.stream().filter(batch -> batch.size() > 0).map(UnfinishedBatch::of).toList()
        : resumed;
  }

  private Lane with(Gathered otherGathered, List<Batch> otherWork) {
    return new Lane(otherGathered, otherWork, window, quiet, ended, resumed);
  }

  private Lane with(Optional<OpenWindow> otherWindow) {
    return new Lane(gathered, work, otherWindow, quiet, ended, resumed);
  }

  private List<Batch> followedBy(List<Batch> again) {
    List<Batch> all = new ArrayList<>(again);
    all.addAll(work.subList(1, work.size()));
    return all;
  }

  private Instant windowEnd(Plan plan) {
    return gathered.since().plus(plan.limits().window());
  }

  private Optional<Instant> fetchUntil(Plan plan) {
    Optional<Instant> batching =
        gathered.isEmpty() ? Optional.empty() : Optional.of(windowEnd(plan));
    Optional<Instant> tumbling = window.map(OpenWindow::end);
    if (batching.isPresent() && tumbling.isPresent()) {
      return tumbling.get().isBefore(batching.get()) ? tumbling : batching;
    }
    return batching.isPresent() ? batching : tumbling;
  }

  private Lane resumeWork(Instant now, Plan plan) {
    boolean complete =
        ended
            || UnfinishedBatch.allThere(resumed, gathered.records())
            || !quiet.equals(Instant.MIN);
    if (!complete) {
      return this;
    }
    List<Batch> batches = UnfinishedBatch.batches(resumed, gathered.records(), plan);
    int taken = batches.stream().mapToInt(Batch::size).sum();
    return new Lane(gathered.without(taken, now), batches, window, quiet, ended, List.of());
  }

  private boolean windowCloses(Instant now, Optional<Tumbling> tumbling) {
    if (tumbling.isEmpty() || window.isEmpty()) {
      return false;
    }
    OpenWindow open = window.get();
    if (open.full()) {
      return true;
    }
    return gathered.isEmpty()
        ? ended || (!now.isBefore(open.end()) && !quiet.isBefore(open.end()))
        : !gathered.first().arrived().isBefore(open.end());
  }

  /** Whether the window under way ends before a batch that was cut from its predecessor. */
  private boolean closesBefore(Batch batch, Plan plan) {
    return plan.tumbling().isPresent()
        && batch.size() > 0
        && window
            .filter(
                open -> open.full() || !batch.records().getFirst().arrived().isBefore(open.end()))
            .isPresent();
  }

  private List<Batch> afterFinalCall() {
    List<Batch> all = new ArrayList<>();
    all.add(Batch.of(List.of()));
    all.addAll(work);
    return all;
  }

  private WindowCall call(Batch batch, Tumbling tumbling) {
    return batch.size() == 0
        ? new WindowCall(window.orElseThrow(), true)
        : new WindowCall(
            window.orElseGet(() -> tumbling.windowOf(batch.records().getFirst())), false);
  }

  private static Outcome needState(Outcome outcome) {
    return outcome instanceof Outcome.Answered(Attempted attempt, Bytes response)
            && ReturnedState.in(response).isEmpty()
        ? new Outcome.Failed(attempt, "the response has no state")
        : outcome;
  }

  private Lane withState(Batch batch, Outcome judged, Plan plan) {
    if (!(judged instanceof Outcome.Answered(Attempted attempt, Bytes response))) {
      return this;
    }
    OpenWindow open = call(batch, plan.tumbling().orElseThrow()).window();
    return with(ReturnedState.in(response).map(open::with));
  }

  private Turn finalCallEnded(Outcome outcome, Instant now) {
    Batch head = work.getFirst();
    Verdict nothing = Verdict.done(head);
    return switch (outcome) {
      case Outcome.Answered answered ->
          new Turn(with(gathered, followedBy(List.of())).with(Optional.empty()), nothing);
      case Outcome.Failed failed -> new Turn(finalCallAgain(head, now), nothing);
      case Outcome.NotRun notRun -> new Turn(finalCallAgain(head, now), nothing);
    };
  }

  /** AWS stops the shard until the final call has succeeded. */
  private Lane finalCallAgain(Batch head, Instant now) {
    Tries tries = head.tries().putOff(now.plus(FINAL_CALL.after(head.tries().delays() + 1)));
    return with(gathered, followedBy(List.of(head.with(tries))));
  }
}
