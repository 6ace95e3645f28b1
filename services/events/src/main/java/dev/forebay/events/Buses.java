package dev.forebay.events;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.rows.RowStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All buses, each loaded from storage when it is first asked for. Thread-safe: what changes rules
 * or archives runs in {@link #change}, one at a time, first in storage and then in memory.
 */
final class Buses {
  private final RowStore<AccountRegion> store;
  private final Map<BusId, Bus> loaded = new ConcurrentHashMap<>();
  private final ReentrantLock changing = new ReentrantLock();

  Buses(RowStore<AccountRegion> store) {
    this.store = store;
  }

  RowStore<AccountRegion> store() {
    return store;
  }

  /** Runs a change while no other runs. */
  <T> T change(Supplier<T> change) {
    changing.lock();
    try {
      return change.get();
    } finally {
      changing.unlock();
    }
  }

  /** What is stored of a bus; the default one is there without anybody's making it. */
  Optional<BusRow> row(BusId id) {
    return store
        .find(id.place(), Kinds.BUS, id.name())
        .or(() -> id.isDefault() ? Optional.of(BusRow.named(id.name(), 0)) : Optional.empty());
  }

  /**
   * What is stored of a bus.
   *
   * @throws dev.forebay.wire.AwsException when there is no such bus
   */
  BusRow require(BusId id) {
    return row(id).orElseThrow(() -> EventsErrors.noBus(id.name()));
  }

  /** A bus with its rules; empty when there is no such bus. */
  Optional<Bus> find(BusId id) {
    Bus known = loaded.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    return change(() -> row(id).map(row -> loaded.computeIfAbsent(id, _ -> load(id, row))));
  }

  /**
   * A bus with its rules.
   *
   * @throws dev.forebay.wire.AwsException when there is no such bus
   */
  Bus open(BusId id) {
    return find(id).orElseThrow(() -> EventsErrors.noBus(id.name()));
  }

  private Bus load(BusId id, BusRow stored) {
    Bus bus = new Bus();
    bus.setPolicy(BusPolicy.inForce(id, stored.policy()));
    AccountRegion place = id.place();
    store
        .all(place, Kinds.RULE, RuleRow.key(id.name(), ""))
        .forEach(row -> bus.set(LiveRule.of(id, row)));
    store.all(place, Kinds.ARCHIVE, "").stream()
        .filter(row -> row.busArn().equals(id.arn().toString()))
        .forEach(row -> bus.set(LiveArchive.of(place, row)));
    return bus;
  }

  /** Forgets a bus that is gone. */
  void forget(BusId id) {
    loaded.remove(id);
  }

  /** Forgets all, for a storage that was reset. */
  void reset() {
    loaded.clear();
  }
}
