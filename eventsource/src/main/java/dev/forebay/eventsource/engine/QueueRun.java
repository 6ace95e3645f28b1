package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.batch.Batch;
import dev.forebay.eventsource.batch.BatchLimits;
import dev.forebay.eventsource.batch.Outcome;
import dev.forebay.eventsource.batch.Plan;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.mapping.Mappings;
import dev.forebay.eventsource.queue.QueueRules;
import dev.forebay.eventsource.queue.Scale;
import dev.forebay.eventsource.queue.Scaling;
import dev.forebay.eventsource.source.QueueSource;
import dev.forebay.eventsource.source.SourceException;
import dev.forebay.eventsource.source.SourceGoneException;
import dev.forebay.model.activity.Backlog;
import dev.forebay.model.activity.Pending;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pollers of one queue's mapping. While the queue is empty, one of them waits for messages; as
 * one goes to the function with a batch, another takes its place at the queue, as long as {@link
 * Scale} allows; a batch that is full calls for two, since more is waiting. One that waits in vain
 * while others wait too ends. Thread-safe: a short lock guards the counts.
 */
final class QueueRun implements Run {
  private static final Logger LOG = LoggerFactory.getLogger(QueueRun.class);
  private static final Duration STANDARD_VISIBILITY = Duration.ofSeconds(30);

  private final Tools tools;
  private final Mapping mapping;
  private final QueueSource source;
  private final Intake intake;
  private final Gone gone;
  private final Scaling scaling;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Set<Poller> pollers = new HashSet<>();
  private int receiving;
  private boolean stopping;
  private Scale scale;
  private volatile Plan plan;
  private volatile boolean troubled;

  QueueRun(Tools tools, Mapping mapping, QueueSource source, Gone gone) {
    this.tools = tools;
    this.mapping = mapping;
    this.source = source;
    this.gone = gone;
    this.intake =
        new Intake(
            mapping.recordFilter(),
            tools.trail(),
            RecordTrail.Origin.of(mapping, tools.recipients().arn(mapping), ""));
    this.scaling = Scaling.of(mapping.options().queue());
    this.scale = Scale.start(scaling, tools.clock().now());
    this.plan = plan(STANDARD_VISIBILITY);
  }

  private Plan plan(Duration hidden) {
    return new Plan(
        new BatchLimits(
            mapping.options().batchSize(),
            mapping.options().batchingWindow(),
            BatchLimits.EVENT - BatchLimits.ENVELOPE),
        new QueueRules(mapping.options().reportBatchItemFailures(), hidden),
        Optional.empty());
  }

  @Override
  public void start() {
    lock.lock();
    try {
      spawn();
    } finally {
      lock.unlock();
    }
  }

  Plan plan() {
    return plan;
  }

  QueueSource source() {
    return source;
  }

  Intake intake() {
    return intake;
  }

  /** Something keeps the mapping from its work, until the queue is read again. */
  void problem(String what) {
    troubled = true;
    tools.mappings().processed(mapping.id(), Mappings.PROBLEM + what);
  }

  /** The queue was read. */
  void works() {
    if (troubled) {
      troubled = false;
      tools.mappings().processed(mapping.id(), Mappings.WELL);
    }
  }

  /** The rules follow the queue's visibility timeout, which may be changed at any time. */
  void followVisibility() {
    Duration hidden;
    try {
      hidden = source.hidden();
    } catch (SourceException e) {
      LOG.warn("the mapping {} does not know how long messages are hidden", mapping.id(), e);
      return;
    }
    if (!(plan.rules() instanceof QueueRules rules) || !rules.hidden().equals(hidden)) {
      plan = plan(hidden);
    }
  }

  /** Whether the poller may wait for messages; if not, it ends. */
  boolean beginsToReceive() {
    lock.lock();
    try {
      if (stopping || pollers.size() > Math.max(1, scale.limit())) {
        return false;
      }
      receiving++;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The poller has waited for messages.
   *
   * @return whether it goes on; one that got nothing does so only if no other waits
   */
  boolean hasReceived(boolean anything) {
    lock.lock();
    try {
      receiving--;
      if (anything) {
        return true;
      }
      if (pollers.size() == 1) {
        scale = scale.idle(scaling, tools.clock().now());
      }
      return receiving == 0;
    } finally {
      lock.unlock();
    }
  }

  /** A poller goes to the function: others take its place at the queue. */
  void goesToFunction(Batch batch) {
    boolean full = batch.size() >= Math.min(mapping.options().batchSize(), 10);
    lock.lock();
    try {
      int wanted = (full ? 2 : 1) - receiving;
      boolean atLimit = pollers.size() >= scale.limit();
      scale =
          atLimit && full
              ? scale.grown(scaling, tools.clock().now())
              : scale.steady(tools.clock().now());
      for (int count = 0; count < wanted && pollers.size() < scale.limit() && !stopping; count++) {
        spawn();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A poller comes back from the function. */
  void comesBack(Outcome outcome) {
    lock.lock();
    try {
      scale =
          switch (outcome) {
            case Outcome.Answered answered -> scale.batchEnded();
            case Outcome.Failed failed -> scale.eased(scaling, tools.clock().now());
            case Outcome.NotRun notRun -> scale.eased(scaling, tools.clock().now());
          };
    } finally {
      lock.unlock();
    }
  }

  private void spawn() {
    Poller poller = new Poller(tools, mapping, this);
    pollers.add(poller);
    poller.start();
  }

  /** The poller's loop has ended. */
  void ended(Poller poller) {
    lock.lock();
    try {
      pollers.remove(poller);
      if (pollers.isEmpty() && !stopping) {
        spawn();
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void sourceIsGone(SourceGoneException e) {
    gone.gone(String.valueOf(e.getMessage()));
  }

  boolean isStopping() {
    lock.lock();
    try {
      return stopping;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Pending> pending() {
    // The queue first: whoever has taken a message from it since does not wait at it any more.
    Optional<Backlog> backlog = source.backlog();
    int asking = 0;
    int busy = 0;
    Instant next = Instant.MAX;
    lock.lock();
    try {
      for (Poller poller : pollers) {
        Optional<Instant> until = poller.waitingUntil();
        asking += poller.isAsking() ? 1 : 0;
        busy += until.isPresent() ? 0 : 1;
        next = until.filter(next::isAfter).orElse(next);
      }
    } finally {
      lock.unlock();
    }
    busy += Math.max(0, asking - backlog.map(Backlog::parked).orElse(asking));
    return QueueWork.pending(mapping, backlog, asking, busy, next);
  }

  @Override
  public void stop() {
    lock.lock();
    try {
      stopping = true;
      pollers.forEach(Poller::stop);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean awaitEnd(Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (!pollers.isEmpty() && nanos > 0) {
        nanos = ended.awaitNanos(nanos);
      }
      return pollers.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void interrupt() {
    lock.lock();
    try {
      List.copyOf(pollers).forEach(Poller::interrupt);
    } finally {
      lock.unlock();
    }
  }
}
