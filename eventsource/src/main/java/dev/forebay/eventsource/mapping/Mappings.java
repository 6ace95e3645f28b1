package dev.forebay.eventsource.mapping;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.store.Attempt;
import dev.forebay.function.store.Key;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The mappings of all accounts and regions, durable. What the operations ask for is stored in a
 * state of transition; the engine is told, and says when it is so. As long as there is no engine,
 * whatever is asked for is so at once. Thread-safe; every method that changes something returns
 * after the durable write.
 */
public final class Mappings {
  /** What the LastProcessingResult of a stream's mapping says before the first batch. */
  public static final String NOTHING_PROCESSED = "No records processed";

  /** What LastProcessingResult says when all goes well. */
  public static final String WELL = "OK";

  /** How LastProcessingResult begins when something is wrong. */
  public static final String PROBLEM = "PROBLEM: ";

  private final Rows rows;
  private final Clock clock;
  private final ConcurrentMap<MappingId, String> results = new ConcurrentHashMap<>();
  private volatile Optional<MappingListener> engine = Optional.empty();

  /**
   * The mappings in a storage engine.
   *
   * @param random thread-safe
   */
  public Mappings(StorageEngine storage, Clock clock, RandomGenerator random) {
    this.rows = new Rows(storage, random);
    this.clock = clock;
  }

  /**
   * Tells the engine of every change from now on, and returns what there is already: it is to do
   * for each what {@link Mapping#wanted} says and to call {@link #reached}, just as for a change.
   * Once, before the first operation is answered. A mapping may be told and returned both.
   */
  public List<Mapping> start(MappingListener listener) {
    engine = Optional.of(listener);
    return all();
  }

  /** All mappings, those that are being deleted too. */
  public List<Mapping> all() {
    return rows.places().stream().flatMap(place -> list(place).stream()).toList();
  }

  /** The mappings of an account and region, by UUID. */
  public List<Mapping> list(AccountRegion place) {
    return rows.list(place, MappingRow.TABLE).stream()
        .map(entry -> entry.value().toMapping(place))
        .toList();
  }

  /** The mapping, if there is one. */
  public Optional<Mapping> find(MappingId id) {
    return rows.read(id.place(), MappingRow.TABLE, key(id)).map(row -> row.toMapping(id.place()));
  }

  /**
   * Adds a mapping, in the state Creating, and has it started if it is enabled.
   *
   * @throws dev.forebay.wire.AwsException 409 when its source and function have one already
   */
  public void create(Mapping mapping) {
    rows.change(
        mapping.id().place(),
        attempt -> {
          claim(attempt, mapping);
          return store(attempt, mapping);
        });
  }

  /**
   * Changes a mapping, and has the engine follow.
   *
   * @param what what is asked for, {@code update} or {@code delete}, as its refusal spells it
   * @param change from what it is to what it is to be, with a higher version and a state of
   *     transition; may run more than once
   * @throws dev.forebay.wire.AwsException 404 when it is not there, 400 while an earlier change is
   *     under way, 409 when the source and the new function have a mapping already
   */
  public Mapping change(MappingId id, String what, UnaryOperator<Mapping> change) {
    return rows.change(
        id.place(),
        attempt -> {
          Mapping before = read(attempt, id).orElseThrow(Refusals::resourceNotFound);
          if (!before.status().state().isSettled()) {
            throw MappingErrors.inUse(what);
          }
          Mapping after = change.apply(before);
          if (!MappingKey.of(after).equals(MappingKey.of(before))) {
            attempt.delete(MappingKey.TABLE, MappingKey.of(before));
            claim(attempt, after);
          }
          return store(attempt, after);
        });
  }

  /**
   * Gives a mapping other tags, whatever its state. The engine is not told.
   *
   * @param change from the tags that it has to those that it is to have; may run more than once
   * @throws dev.forebay.wire.AwsException 404 when it is not there, or as the change throws it
   */
  void tag(MappingId id, UnaryOperator<Map<String, String>> change) {
    rows.change(
        id.place(),
        attempt -> {
          Mapping mapping = read(attempt, id).orElseThrow(() -> MappingErrors.untaggable(id));
          put(attempt, mapping.with(change.apply(mapping.tags())));
          return id;
        });
  }

  /**
   * The engine has done what {@link Mapping#wanted} says. The mapping is now Enabled, Disabled or
   * gone. Nothing happens if it was changed since or is gone already. Waits for a durable write.
   *
   * @param mapping as the engine was told of it
   */
  public void reached(Mapping mapping) {
    MappingId id = mapping.id();
    rows.change(
        id.place(),
        attempt -> {
          Optional<Mapping> now =
              read(attempt, id)
                  .filter(stored -> stored.status().version() == mapping.status().version());
          now.ifPresent(stored -> settle(attempt, stored));
          return id;
        });
  }

  /**
   * The engine has stopped a mapping of its own accord: the source is gone, or the function's role
   * may not read it. The mapping is now Disabled. Nothing happens if it was changed since. The
   * engine is not told. Waits for a durable write.
   *
   * @param mapping as the engine was told of it
   * @param reason the StateTransitionReason
   */
  public void disabled(Mapping mapping, String reason) {
    MappingId id = mapping.id();
    rows.change(
        id.place(),
        attempt -> {
          read(attempt, id)
              .filter(stored -> stored.status().version() == mapping.status().version())
              .filter(stored -> stored.wanted() == Mapping.Wanted.RUNNING)
              .ifPresent(stored ->
                  put(
                      attempt,
                      stored.with(
                          new Mapping.Status(
                              MappingState.DISABLED,
                              false,
                              reason,
                              clock.now(),
                              stored.status().version() + 1))));
          return id;
        });
  }

  /**
   * Says how the last batch went: {@code OK}, or {@code PROBLEM: …}. Cheap when it is the same as
   * before; otherwise waits for a durable write.
   */
  public void processed(MappingId id, String result) {
    if (result.equals(results.put(id, result))) {
      return;
    }
    rows.change(
        id.place(),
        attempt -> {
          if (read(attempt, id).isPresent()) {
            attempt.put(LastResult.TABLE, key(id), new LastResult(result));
          }
          return id;
        });
  }

  /** How the last batch went, if there was one. */
  public Optional<String> lastResult(MappingId id) {
    return rows.read(id.place(), LastResult.TABLE, key(id)).map(LastResult::text);
  }

  /** Forgets what it remembers, with storage's reset. */
  public void reset() {
    results.clear();
  }

  private Mapping store(Attempt attempt, Mapping mapping) {
    put(attempt, mapping);
    if (!mapping.status().state().isSettled()) {
      attempt.afterwards(() ->
          engine.ifPresentOrElse(listener -> listener.changed(mapping), () -> reached(mapping)));
    }
    return mapping;
  }

  private void settle(Attempt attempt, Mapping mapping) {
    switch (mapping.wanted()) {
      case RUNNING -> put(attempt, mapping.with(mapping.status().reached(MappingState.ENABLED)));
      case STOPPED -> put(attempt, mapping.with(mapping.status().reached(MappingState.DISABLED)));
      case GONE -> {
        Key key = key(mapping.id());
        attempt.delete(MappingRow.TABLE, key);
        attempt.delete(LastResult.TABLE, key);
        attempt.delete(MappingKey.TABLE, MappingKey.of(mapping));
        attempt.afterwards(() -> results.remove(mapping.id()));
      }
    }
  }

  private static void claim(Attempt attempt, Mapping mapping) {
    Key key = MappingKey.of(mapping);
    attempt
        .read(MappingKey.TABLE, key)
        .ifPresent(taken -> {
          throw MappingErrors.duplicate(mapping, taken.uuid());
        });
    attempt.put(MappingKey.TABLE, key, new MappingKey(mapping.id().uuid()));
  }

  private static Optional<Mapping> read(Attempt attempt, MappingId id) {
    return attempt.read(MappingRow.TABLE, key(id)).map(row -> row.toMapping(id.place()));
  }

  private static void put(Attempt attempt, Mapping mapping) {
    attempt.put(MappingRow.TABLE, key(mapping.id()), MappingRow.of(mapping));
  }

  private static Key key(MappingId id) {
    return MappingRow.key(id.uuid());
  }
}
