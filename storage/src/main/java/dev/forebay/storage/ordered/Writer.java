package dev.forebay.storage.ordered;

import dev.forebay.model.Clock;
import dev.forebay.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns mutations into durable batches. One turn at a time: the caller sees to that. The generation
 * in force may be read by any thread.
 *
 * <p>Failures: when a mutation fails, nothing of its batch is written and the others are tried
 * again one by one, so that damage which one caller met harms no other. When the write itself
 * fails, nobody can say what reached the disk: those callers are told so, and every later one is
 * refused until the engine is opened anew.
 */
final class Writer {
  private final OrderedStore store;
  private final Clock clock;
  private volatile Generation generation;
  private long sequence;
  private @Nullable RuntimeException broken;

  Writer(OrderedStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
    this.sequence = store.get(Keys.SEQUENCE).map(Values::toLong).orElse(0L);
    this.generation = new Generation(store.get(Keys.GENERATION).map(Values::toInt).orElse(0));
    this.generation.scopes().load(store);
  }

  Generation generation() {
    return generation;
  }

  /** Applies the mutations in their order, writes one batch, and answers. */
  void turn(List<Ticket<?>> tickets) {
    RuntimeException cause = broken;
    if (cause != null) {
      StorageException refusal =
          new StorageException(
              "the storage engine stopped after a failed write and must be opened anew: "
                  + cause.getMessage(),
              cause);
      tickets.forEach(ticket -> ticket.fail(refusal));
      return;
    }
    Draft draft = new Draft(store, generation, sequence, clock.now());
    try {
      tickets.forEach(ticket -> ticket.apply(draft));
    } catch (RuntimeException e) {
      generation.heads().clear();
      if (tickets.size() == 1) {
        tickets.getFirst().fail(e);
      } else {
        tickets.forEach(ticket -> turn(List.of(ticket)));
      }
      return;
    }
    write(draft, tickets);
  }

  private void write(Draft draft, List<Ticket<?>> tickets) {
    Changes changes = draft.changes();
    if (!changes.isEmpty()) {
      try {
        store.write(changes, tickets.stream().anyMatch(Ticket::isSynced));
      } catch (RuntimeException e) {
        broken = e;
        OutcomeUnknown lost = new OutcomeUnknown(String.valueOf(e.getMessage()), e);
        tickets.forEach(ticket -> ticket.fail(lost));
        return;
      }
      sequence = draft.sequence();
      generation = draft.generation();
    }
    draft.publish();
    tickets.forEach(Ticket::complete);
  }
}
