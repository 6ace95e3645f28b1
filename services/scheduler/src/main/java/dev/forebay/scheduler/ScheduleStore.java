package dev.forebay.scheduler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The rows of schedules and groups, by account and region, as JSON, by kind and name. What reads a
 * row to change it runs in {@link #change}, one at a time. Thread-safe.
 */
final class ScheduleStore {
  private static final String SCOPES = "scheduler/";
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 10;

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final StorageEngine engine;
  private final RandomGenerator random;
  private final ReentrantLock changing = new ReentrantLock();

  ScheduleStore(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
  }

  /**
   * A kind of row.
   *
   * @param table where they are
   * @param type what they are
   */
  record Kind<T>(String table, Class<T> type) {
    static final Kind<ScheduleRow> SCHEDULE = new Kind<>("schedule", ScheduleRow.class);
    static final Kind<GroupRow> GROUP = new Kind<>("group", GroupRow.class);
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

  <T> Optional<T> find(AccountRegion place, Kind<T> kind, String name) {
    return name.isEmpty() || name.length() > 1_600
        ? Optional.empty()
        : space(place).read(key(kind, name)).map(row -> decode(row.value(), kind));
  }

  /** All rows whose names start with the prefix, in order. */
  <T> List<T> all(AccountRegion place, Kind<T> kind, String prefix) {
    List<T> all = new ArrayList<>();
    String after = "";
    while (true) {
      Bytes from = Bytes.utf8(after.isEmpty() ? prefix : after + "\0");
      List<Row> page =
          space(place).scan(new Range(kind.table(), from, Optional.empty(), false), PAGE);
      for (Row row : page) {
        after = row.key().key().toUtf8();
        if (!after.startsWith(prefix)) {
          return all;
        }
        all.add(decode(row.value(), kind));
      }
      if (page.size() < PAGE) {
        return all;
      }
    }
  }

  /** Durable when it returns. */
  <T> void put(AccountRegion place, Kind<T> kind, String name, T row) {
    try {
      commit(place, new Transaction.Put(key(kind, name), Bytes.wrap(JSON.writeValueAsBytes(row))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row cannot be written", e);
    }
  }

  void delete(AccountRegion place, Kind<?> kind, String name) {
    commit(place, new Transaction.Delete(key(kind, name)));
  }

  /** Every account and region that has, or had, any row. */
  List<AccountRegion> places() {
    return engine.scopes(ScopeKind.TABLES, SCOPES).stream()
        .map(scope -> scope.split("/", -1))
        .map(parts -> new AccountRegion(new AccountId(parts[1]), new Region(parts[2])))
        .toList();
  }

  private void commit(AccountRegion place, Transaction.Write write) {
    Transaction transaction =
        new Transaction(OperationId.random(random), List.of(), List.of(write), Optional.empty());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (space(place).commit(transaction)) {
        case CommitOutcome.Committed committed -> {
          return;
        }
        case CommitOutcome.Refused refused ->
            throw new IllegalStateException("rows are written without a condition");
        case CommitOutcome.Fenced fenced ->
            throw new IllegalStateException("rows are written without a fence");
        case CommitOutcome.Unknown unknown -> {}
      }
    }
    throw SchedulerErrors.unavailable();
  }

  private TableSpace space(AccountRegion place) {
    return engine.tables(SCOPES + place);
  }

  private static RowKey key(Kind<?> kind, String name) {
    return new RowKey(kind.table(), Bytes.utf8(name));
  }

  private static <T> T decode(Bytes value, Kind<T> kind) {
    try {
      return JSON.readValue(value.toInputStream(), kind.type());
    } catch (IOException e) {
      throw new IllegalStateException("a row of " + kind.table() + " cannot be read", e);
    }
  }
}
