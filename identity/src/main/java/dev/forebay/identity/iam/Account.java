package dev.forebay.identity.iam;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** All of IAM's rows of one account at one moment. Immutable; thread-safe. */
final class Account {
  private final AccountId id;
  private final Map<Kind<?>, NavigableMap<String, Object>> rows;
  private final Map<Arn, IamEntity> entities = new ConcurrentHashMap<>();

  private Account(AccountId id, Map<Kind<?>, NavigableMap<String, Object>> rows) {
    this.id = id;
    this.rows = rows;
  }

  static Account empty(AccountId id) {
    return new Account(id, Map.of());
  }

  AccountId id() {
    return id;
  }

  /** The row of a name, in whatever case. */
  <T> Optional<T> find(Kind<T> kind, String name) {
    NavigableMap<String, Object> table = rows.get(kind);
    return table == null
        ? Optional.empty()
        : Optional.ofNullable(table.get(Kind.fold(name))).map(kind.type()::cast);
  }

  /** All rows of a kind in the order of their names. */
  <T> List<T> all(Kind<T> kind) {
    NavigableMap<String, Object> table = rows.get(kind);
    return table == null ? List.of() : table.values().stream().map(kind.type()::cast).toList();
  }

  int count(Kind<?> kind) {
    NavigableMap<String, Object> table = rows.get(kind);
    return table == null ? 0 : table.size();
  }

  /** What belongs to the account as a whole. */
  AccountRow settings() {
    return find(Kind.ACCOUNT, "1").orElse(AccountRow.EMPTY);
  }

  /** An entity of this state, made once. */
  Optional<IamEntity> entity(Arn arn, Supplier<Optional<? extends IamEntity>> make) {
    IamEntity known = entities.get(arn);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<? extends IamEntity> made = make.get();
    made.ifPresent(entity -> entities.put(arn, entity));
    return made.map(entity -> entity);
  }

  /** The account with rows put, or taken away where there is none. */
  Account with(Map<Kind<?>, Map<String, Optional<Object>>> changes) {
    Map<Kind<?>, NavigableMap<String, Object>> changed = new HashMap<>(rows);
    changes.forEach((kind, changedRows) -> {
      NavigableMap<String, Object> table = new TreeMap<>(rows.getOrDefault(kind, new TreeMap<>()));
      changedRows.forEach((name, row) ->
          row.ifPresentOrElse(value -> table.put(name, value), () -> table.remove(name)));
      changed.put(kind, table);
    });
    return new Account(id, changed);
  }
}
