package dev.forebay.eventsource.engine;

import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.model.activity.Backlog;
import dev.forebay.model.activity.Pending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what is pending for a queue's mapping. Pure. */
final class QueueWork {
  private QueueWork() {}

  /**
   * What is pending.
   *
   * @param backlog what lies in the queue; empty when that is not known
   * @param asking how many pollers ask for messages
   * @param busy how many have some
   * @param next when the first poller that waits goes on; {@link Instant#MAX} when none waits
   */
  static List<Pending> pending(
      Mapping mapping, Optional<Backlog> backlog, int asking, int busy, Instant next) {
    String of = mapping.id().toString();
    Optional<Instant> goesOn = next.equals(Instant.MAX) ? Optional.empty() : Optional.of(next);
    List<Pending> all = new ArrayList<>();
    if (busy > 0) {
      all.add(new Pending("batches on their way", of, busy, Optional.empty()));
    }
    if (goesOn.isPresent()) {
      all.add(new Pending("batches that wait or are gathered", of, 1, goesOn));
    }
    if (backlog.isPresent() && backlog.get().ready() > 0) {
      // If nobody asks, they wait for whoever will ask next.
      Optional<Instant> until = asking + busy > 0 ? Optional.empty() : goesOn;
      all.add(new Pending("messages to be received", of, backlog.get().ready(), until));
    }
    if (backlog.isPresent() && backlog.get().later() > 0 && backlog.get().ready() == 0) {
      all.add(
          new Pending(
              "messages hidden or delayed", of, backlog.get().later(), backlog.get().next()));
    }
    return all;
  }
}
