package dev.forebay.identity.iam;

import dev.forebay.storage.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A change of an account in the making. Reads see what it has written. Confined to one thread,
 * which holds the account's lock.
 */
final class Change {
  private final Map<Kind<?>, Map<String, Optional<Object>>> rows = new HashMap<>();
  private final List<Transaction.Write> writes = new ArrayList<>();
  private Account account;

  Change(Account account) {
    this.account = account;
  }

  /** The account as it would be. */
  Account account() {
    return account;
  }

  <T> Optional<T> find(Kind<T> kind, String name) {
    return account.find(kind, name);
  }

  <T> void put(Kind<T> kind, T row) {
    String key = kind.key().apply(row);
    writes.add(new Transaction.Put(kind.rowKey(key), Rows.encode(row)));
    record(kind, key, Optional.of(row));
  }

  <T> void delete(Kind<T> kind, T row) {
    String key = kind.key().apply(row);
    writes.add(new Transaction.Delete(kind.rowKey(key)));
    record(kind, key, Optional.empty());
  }

  private void record(Kind<?> kind, String key, Optional<Object> row) {
    Map<String, Optional<Object>> one = new LinkedHashMap<>();
    one.put(key, row);
    rows.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).put(key, row);
    account = account.with(Map.of(kind, one));
  }

  /** The users that were put or deleted, by their names in lower case. */
  List<String> users() {
    return List.copyOf(rows.getOrDefault(Kind.USER, Map.of()).keySet());
  }

  List<Transaction.Write> writes() {
    return writes;
  }
}
