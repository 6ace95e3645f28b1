package dev.forebay.identity.iam;

import dev.forebay.model.AccountId;
import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Every account's IAM rows: stored in one scope an account, {@code iam/ACCOUNT}, and held in memory
 * whole, as immutable states. Thread-safe.
 *
 * <p>A change takes the account's lock, works on the latest state, is committed, and only then
 * becomes the latest state: whoever reads sees what is durable, and sees it as soon as the change
 * is answered. Readers take no lock.
 */
final class Accounts {
  private static final String SCOPES = "iam/";
  private static final int SCAN = 1_000;

  private final StorageEngine engine;
  private final Commits commits;
  private final Map<AccountId, Account> states = new ConcurrentHashMap<>();
  private final Map<AccountId, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Map<String, KeyOwner> keys = new ConcurrentHashMap<>();
  private final ReentrantReadWriteLock resetting = new ReentrantReadWriteLock();

  /**
   * Whose key it is.
   *
   * @param account the account
   * @param user the user's name in lower case; empty for the root user
   */
  record KeyOwner(AccountId account, Optional<String> user) {}

  /** Reads what is stored. */
  Accounts(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.commits = new Commits(random, IamErrors::unavailable);
    for (String scope : engine.scopes(ScopeKind.TABLES, SCOPES)) {
      AccountId id = new AccountId(scope.substring(SCOPES.length()));
      Account account = read(id);
      states.put(id, account);
      account.all(Kind.USER).forEach(user -> index(account, Kind.fold(user.name())));
      index(account);
    }
  }

  /** The latest state of an account. */
  Account account(AccountId id) {
    Account known = states.get(id);
    return known == null ? Account.empty(id) : known;
  }

  /** The latest states of all accounts that have any. */
  List<Account> all() {
    return List.copyOf(states.values());
  }

  /** Whose key it is, or was. */
  Optional<KeyOwner> owner(String accessKeyId) {
    return Optional.ofNullable(keys.get(accessKeyId));
  }

  /**
   * Runs the work, and returns what it returned once its writes are durable and visible.
   *
   * @throws dev.forebay.wire.AwsException as the work throws it, with nothing written
   */
  <R> R change(AccountId id, Function<Change, R> work) {
    resetting.readLock().lock();
    try {
      ReentrantLock lock = locks.computeIfAbsent(id, _ -> new ReentrantLock());
      lock.lock();
      try {
        Change change = new Change(account(id));
        R result = work.apply(change);
        if (!change.writes().isEmpty()) {
          commit(id, change.writes());
          change.users().forEach(user -> index(change.account(), user));
          index(change.account());
          states.put(id, change.account());
        }
        return result;
      } finally {
        lock.unlock();
      }
    } finally {
      resetting.readLock().unlock();
    }
  }

  /** Forgets everything together with the action, which drops what is stored. */
  void reset(Runnable drop) {
    resetting.writeLock().lock();
    try {
      drop.run();
      states.clear();
      keys.clear();
    } finally {
      resetting.writeLock().unlock();
    }
  }

  private void index(Account account, String user) {
    account
        .find(Kind.USER, user)
        .map(UserRow::keys)
        .orElse(List.of())
        .forEach(key -> keys.put(key.id(), new KeyOwner(account.id(), Optional.of(user))));
  }

  private void index(Account account) {
    account
        .settings()
        .keys()
        .forEach(key -> keys.put(key.id(), new KeyOwner(account.id(), Optional.empty())));
  }

  private void commit(AccountId id, List<Transaction.Write> writes) {
    commits.write(space(id), writes);
  }

  private Account read(AccountId id) {
    Map<Kind<?>, Map<String, Optional<Object>>> rows = new HashMap<>();
    for (Kind<?> kind : Kind.ALL) {
      Map<String, Optional<Object>> table = new LinkedHashMap<>();
      scan(id, kind)
          .forEach(row ->
              table.put(
                  row.key().key().toUtf8(), Optional.of(Rows.decode(row.value(), kind.type()))));
      rows.put(kind, table);
    }
    return Account.empty(id).with(rows);
  }

  private List<Row> scan(AccountId id, Kind<?> kind) {
    List<Row> all = List.of();
    Bytes from = Bytes.EMPTY;
    for (; ; ) {
      List<Row> page = space(id).scan(new Range(kind.table(), from, Optional.empty(), false), SCAN);
      all = Stream.concat(all.stream(), page.stream()).toList();
      if (page.size() < SCAN) {
        return all;
      }
      byte[] last = page.getLast().key().key().toArray();
      from = Bytes.wrap(Arrays.copyOf(last, last.length + 1));
    }
  }

  private TableSpace space(AccountId id) {
    return engine.tables(SCOPES + id);
  }
}
