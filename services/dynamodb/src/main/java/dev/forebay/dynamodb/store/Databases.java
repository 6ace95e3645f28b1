package dev.forebay.dynamodb.store;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.model.Region;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The databases of all accounts and regions. Thread-safe. */
public final class Databases {
  private static final String PREFIX = "dynamodb/";

  private final StorageEngine engine;
  private final RandomGenerator random;
  private final Clock wallClock;
  private final Map<AccountRegion, Database> databases = new ConcurrentHashMap<>();

  /**
   * All that the engine has.
   *
   * @param wallClock the real clock: nobody waits for ever
   */
  public Databases(StorageEngine engine, RandomGenerator random, Clock wallClock) {
    this.engine = engine;
    this.random = random;
    this.wallClock = wallClock;
  }

  /** The database of an account and region. */
  public Database of(AccountRegion place) {
    return databases.computeIfAbsent(
        place, missed -> new Database(missed, engine.tables(PREFIX + missed), random, wallClock));
  }

  /** Those that anything was written to. */
  public List<Database> all() {
    return engine.scopes(ScopeKind.TABLES, PREFIX).stream()
        .map(scope -> scope.substring(PREFIX.length()).split("/", 2))
        .map(parts -> of(new AccountRegion(new AccountId(parts[0]), new Region(parts[1]))))
        .toList();
  }
}
