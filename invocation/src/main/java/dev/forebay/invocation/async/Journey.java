package dev.forebay.invocation.async;

import dev.forebay.function.name.FunctionId;
import dev.forebay.invocation.Target;
import dev.forebay.model.Clock;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.Queue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an event one step on, each time it comes from its queue. Thread-safe.
 *
 * <p>The event itself never leaves its place in the queue before all is done; what became of it so
 * far is a row beside it, written first. So a crash finds one of these:
 *
 * <ul>
 *   <li>no row, or the row of an earlier run: the event becomes visible and the step is repeated;
 *       that may run the function once more, but never sets a count back;
 *   <li>a row that is newer than the event's visibility: {@link Progress#notBefore} sends it back
 *       to wait for the rest of its pause;
 *   <li>a row with an end: the function does not run again, only what is due is handed out;
 *   <li>a row whose event is gone: swept when the queue is found empty.
 * </ul>
 */
final class Journey {
  private static final Logger LOG = LoggerFactory.getLogger(Journey.class);

  /** How often handing out is tried, about two minutes in all. */
  static final int MOST_TRIES = 8;

  private static final int RECEIPT_ATTEMPTS = 5;

  private final FunctionId function;
  private final Queue queue;
  private final ProgressTable table;
  private final Attempts attempts;
  private final Deliveries deliveries;
  private final AsyncSteps steps;
  private final Clock clock;

  /** What the caller keeps of a step. */
  enum Step {
    /** The function, or a destination, was called. */
    RAN,
    /** The function could not run. */
    HELD_BACK,
    /** It was not time yet. */
    TOO_SOON
  }

  Journey(
      FunctionId function,
      Queue queue,
      ProgressTable table,
      Attempts attempts,
      Deliveries deliveries,
      AsyncSteps steps,
      Clock clock) {
    this.function = function;
    this.queue = queue;
    this.table = table;
    this.attempts = attempts;
    this.deliveries = deliveries;
    this.steps = steps;
    this.clock = clock;
  }

  /**
   * One step.
   *
   * @param receipt the newest receipt of the event, asked when it is needed
   * @throws InterruptedException when the server stops; the event is as it was
   */
  Step step(Queue.Delivery delivery, Supplier<Queue.Receipt> receipt) throws InterruptedException {
    AsyncEvent event = AsyncEvent.decode(delivery.body());
    OperationId id = delivery.receipt().message();
    // Nobody but an earlier delivery can have left a row.
    Optional<Progress> stored = delivery.receiveCount() > 1 ? table.read(id) : Optional.empty();
    Progress progress = stored.orElse(Progress.NONE);
    if (progress.notBefore().isAfter(clock.now())) {
      hide(receipt, progress.notBefore());
      return Step.TOO_SOON;
    }
    if (progress.ending().isPresent()) {
      handOut(event, id, progress, progress.ending().get(), receipt);
      return Step.RAN;
    }
    Attempts.Judged judged = attempts.attempt(function, event, progress, delivery.receiveCount());
    switch (judged.verdict()) {
      case Verdict.Later(Instant at) -> {
        steps.later(event, at);
        hide(receipt, at);
        return Step.HELD_BACK;
      }
      case Verdict.Retry(LastRun run, Instant at) -> {
        table.write(id, progress.failed(run, delivery.receiveCount(), at));
        steps.retry(event, progress.runs() + 1, at);
        hide(receipt, at);
        return Step.RAN;
      }
      case Verdict.Ended ended -> {
        end(event, id, stored, judged, ended, receipt);
        return Step.RAN;
      }
    }
  }

  private void end(
      AsyncEvent event,
      OperationId id,
      Optional<Progress> stored,
      Attempts.Judged judged,
      Verdict.Ended ended,
      Supplier<Queue.Receipt> receipt) {
    Ending ending = attempts.ending(event, ended, judged.target());
    if (ending.due().isEmpty()) {
      remove(receipt);
      if (stored.isPresent()) {
        table.delete(id);
      }
      note(event, ended, judged.target());
      return;
    }
    Progress progress = stored.orElse(Progress.NONE).ended(ended.runs(), ended.run(), ending);
    table.write(id, progress);
    note(event, ended, judged.target());
    handOut(event, id, progress, ending, receipt);
  }

  private void note(AsyncEvent event, Verdict.Ended ended, Optional<Target> target) {
    steps.ended(event, ended, target);
    if (ended.condition() != Condition.SUCCESS) {
      LOG.info(
          "event {} of {} is given up after {} runs: {}",
          event.requestId(),
          function.name(),
          ended.runs(),
          ended.condition().spelling());
    }
  }

  private void handOut(
      AsyncEvent event,
      OperationId id,
      Progress progress,
      Ending ending,
      Supplier<Queue.Receipt> receipt) {
    List<Ending.Due> left = new ArrayList<>();
    boolean last = ending.tries() + 1 >= MOST_TRIES;
    Instant again = clock.now().plus(Duration.ofSeconds(1L << ending.tries()));
    for (Ending.Due due : ending.due()) {
      try {
        deliveries.deliver(parcel(event, progress, ending, due));
        steps.delivered(event, due);
      } catch (RuntimeException e) {
        left.add(due);
        if (last) {
          steps.undeliverable(event, due, text(e));
        } else {
          steps.undelivered(event, due, text(e), again);
        }
        report(event, due, e, last);
      }
    }
    if (left.isEmpty() || last) {
      remove(receipt);
      table.delete(id);
      return;
    }
    table.write(id, progress.undelivered(ending.stillDue(left), again));
    hide(receipt, again);
  }

  private static String text(RuntimeException fault) {
    return String.valueOf(fault.getMessage());
  }

  private void report(AsyncEvent event, Ending.Due due, RuntimeException fault, boolean last) {
    if (last) {
      LOG.error(
          "{} of event {} of {} could not be delivered to {} and is dropped: {}",
          due.kind(),
          event.requestId(),
          function.name(),
          due.targetArn(),
          fault.getMessage());
    } else {
      LOG.warn(
          "{} of event {} of {} could not be delivered to {} and is tried again: {}",
          due.kind(),
          event.requestId(),
          function.name(),
          due.targetArn(),
          fault.getMessage());
    }
  }

  private Parcel parcel(AsyncEvent event, Progress progress, Ending ending, Ending.Due due) {
    return new Parcel(
        due.kind(),
        due.targetArn(),
        ending.roleArn(),
        function,
        ending.functionArn(),
        event.requestId(),
        due.kind() == Parcel.Kind.DEAD_LETTER
            ? event.payload()
            : InvocationRecord.of(event, progress, ending),
        event.traceHeader(),
        ending.status(),
        ending.message());
  }

  private void remove(Supplier<Queue.Receipt> receipt) {
    for (int attempt = 0; attempt < RECEIPT_ATTEMPTS; attempt++) {
      if (queue.delete(List.of(receipt.get())).getFirst() == Queue.ReceiptOutcome.DONE) {
        return;
      }
    }
    LOG.warn("an event of {} could not be removed from its queue", function.name());
  }

  // If this fails, the event comes back sooner, and its row says until when it has to wait.
  private void hide(Supplier<Queue.Receipt> receipt, Instant until) {
    queue.changeVisibility(List.of(new Queue.VisibilityChange(receipt.get(), until)));
  }

  /** Makes the event visible again, for the next run of the server. */
  void giveBack(Supplier<Queue.Receipt> receipt) {
    hide(receipt, clock.now());
  }

  /** Drops what belongs to no event, when the queue is empty and nothing runs. */
  void sweep() {
    table.sweep();
  }
}
