package dev.forebay.pipes;

import dev.forebay.eventsource.engine.Engine;
import dev.forebay.eventsource.mapping.Mapping;
import dev.forebay.eventsource.mapping.MappingId;
import dev.forebay.eventsource.mapping.MappingState;
import dev.forebay.eventsource.mapping.Recorded;
import dev.forebay.eventsource.mapping.RoleCalls;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.rows.RowStore;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine follow what pipes are asked to be, and keeps what they have come to:
 *
 * <pre>
 * CREATING, STARTING → RUNNING;  CREATING, STOPPING → STOPPED
 * UPDATING → RUNNING or STOPPED, as is asked for;  DELETING → gone
 * </pre>
 *
 * Thread-safe.
 */
final class PipeStates {
  private static final Logger LOG = LoggerFactory.getLogger(PipeStates.class);

  private final RowStore<AccountRegion> store;
  private final Clock clock;
  private volatile @Nullable Started started;

  private record Started(Engine engine, RoleCalls calls) {}

  PipeStates(RowStore<AccountRegion> store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Goes on with what an earlier run of the server has left. */
  void start(Engine engine, RoleCalls calls) {
    started = new Started(engine, calls);
    for (AccountRegion place : store.parts(AccountRegion::parse)) {
      for (PipeRow row : store.all(place, PipeRow.KIND, "")) {
        try {
          follow(place, row);
        } catch (RuntimeException e) {
          LOG.error("the pipe {} does not run", row.name(), e);
        }
      }
    }
  }

  /** Tells the engine of a pipe as it now is. */
  void follow(AccountRegion place, PipeRow row) {
    Started parts = started;
    if (parts == null) {
      throw new IllegalStateException("no pipe runs before the start");
    }
    PipeDesign design = PipeDesign.of(place, row.read());
    PipeCalls calls = new PipeCalls(parts.calls(), design.request().roleArn(), row.name());
    parts
        .engine()
        .changed(mapping(place, row, design), new PipeRecipient(design, calls, this, clock));
  }

  private static Mapping mapping(AccountRegion place, PipeRow row, PipeDesign design) {
    MappingState state =
        switch (row.current()) {
          case PipeRow.RUNNING -> MappingState.ENABLED;
          case PipeRow.STOPPED -> MappingState.DISABLED;
          case PipeRow.DELETING -> MappingState.DELETING;
          default -> MappingState.UPDATING;
        };
    return new Mapping(
        new MappingId(place, UUID.fromString(row.uuid())),
        new FunctionTarget(new FunctionId(place, row.name()), Optional.empty()),
        design.source().source(),
        design.source().options(),
        design.source().filters(),
        new Mapping.Status(
            state,
            row.desired().equals(PipeRow.RUNNING) && !row.current().equals(PipeRow.STOPPED),
            "",
            Instant.ofEpochMilli(row.modified()),
            row.version()),
        Recorded.NONE,
        Map.of());
  }

  /** The engine has done what the pipe was asked to be. */
  void reached(Mapping mapping) {
    changed(
        mapping,
        row -> {
          if (row.current().equals(PipeRow.DELETING)) {
            store.delete(mapping.id().place(), PipeRow.KIND, row.name());
          } else {
            put(mapping, row.at(row.desired(), null));
          }
        });
  }

  /** The engine has stopped of its own accord. */
  void disabled(Mapping mapping, String reason) {
    changed(mapping, row -> put(mapping, row.at(PipeRow.STOPPED, reason)));
  }

  private void put(Mapping mapping, PipeRow row) {
    store.put(mapping.id().place(), PipeRow.KIND, row.name(), row);
  }

  /** What is done to the row that a mapping stands for. */
  private interface Change {
    void of(PipeRow row);
  }

  private void changed(Mapping mapping, Change change) {
    store.change(
        mapping.id().place(),
        () -> {
          Optional<PipeRow> found =
              store
                  .find(mapping.id().place(), PipeRow.KIND, mapping.function().function().name())
                  .filter(row -> row.uuid().equals(mapping.id().uuid().toString()))
                  .filter(row -> row.version() == mapping.status().version());
          found.ifPresent(change::of);
          return found;
        });
  }
}
