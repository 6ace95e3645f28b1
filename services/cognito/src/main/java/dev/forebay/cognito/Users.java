package dev.forebay.cognito;

import dev.forebay.model.Clock;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The users of all pools, and the names by which they are found: their username, their {@code sub},
 * and, as the pool has it, their mail address, number or preferred username. Thread-safe.
 */
final class Users {
  private static final List<String> ALIASES =
      List.of("email", "phone_number", "preferred_username");

  private final RowStore<String> store;
  private final Clock clock;

  Users(RowStore<String> store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** What becomes of another user who has the same alias. */
  enum Alias {
    REFUSE,
    TAKE
  }

  /** The username as the pool keeps it. */
  static String normal(Pool pool, String username) {
    return pool.ignoresCase() ? username.toLowerCase(Locale.ROOT) : username;
  }

  /** The user of that name, whichever of its names it is. */
  Optional<UserRow> find(Pool pool, @Nullable String name) {
    if (name == null || name.isEmpty()) {
      return Optional.empty();
    }
    String normal = normal(pool, name);
    Optional<UserRow> direct = store.find(pool.id(), Kinds.USER, normal);
    if (direct.isPresent()) {
      return direct;
    }
    for (String attribute : ALIASES) {
      Optional<UserRow> found = byAlias(pool, attribute, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return byAlias(pool, "sub", name);
  }

  /** The user who signs in by a value of an attribute. */
  Optional<UserRow> byAlias(Pool pool, String attribute, String value) {
    return store
        .find(pool.id(), Kinds.ALIAS, alias(pool, attribute, value))
        .flatMap(username -> store.find(pool.id(), Kinds.USER, username));
  }

  UserRow require(Pool pool, @Nullable String name) {
    return find(pool, name).orElseThrow(CognitoErrors::noUser);
  }

  List<UserRow> all(Pool pool) {
    return store.all(pool.id(), Kinds.USER, "");
  }

  /**
   * Adds a user.
   *
   * @throws AwsException when there is one of a name of its
   */
  void add(Pool pool, UserRow user, Alias alias, AwsException taken) {
    store.change(
        pool.id(),
        () -> {
          if (store.find(pool.id(), Kinds.USER, user.username()).isPresent()) {
            throw taken;
          }
          Map<String, Transaction.Write> writes = new LinkedHashMap<>();
          addAliases(pool, Map.of(), user, alias, writes);
          commit(pool, user, writes);
          return user;
        });
  }

  /** Changes a user. */
  UserRow update(Pool pool, String username, UnaryOperator<UserRow> change) {
    return update(pool, username, Alias.REFUSE, change);
  }

  /**
   * Changes a user, perhaps so that it takes an alias of another's.
   *
   * @return as it is now
   */
  UserRow update(Pool pool, String username, Alias alias, UnaryOperator<UserRow> change) {
    return store.change(
        pool.id(),
        () -> {
          UserRow old =
              store.find(pool.id(), Kinds.USER, username).orElseThrow(CognitoErrors::noUser);
          UserRow changed = change.apply(old).modifiedAt(clock.now().toEpochMilli());
          Map<String, String> before = aliases(pool, old);
          Map<String, String> after = aliases(pool, changed);
          Map<String, Transaction.Write> writes = new LinkedHashMap<>();
          before.keySet().stream()
              .filter(key -> !after.containsKey(key))
              .forEach(key -> writes.put(key, RowStore.removal(Kinds.ALIAS, key)));
          addAliases(pool, before, changed, alias, writes);
          commit(pool, changed, writes);
          return changed;
        });
  }

  private void commit(Pool pool, UserRow user, Map<String, Transaction.Write> aliases) {
    List<Transaction.Write> writes = new ArrayList<>(aliases.values());
    writes.add(RowStore.write(Kinds.USER, user.username(), user));
    store.commit(pool.id(), writes);
  }

  private void addAliases(
      Pool pool,
      Map<String, String> before,
      UserRow user,
      Alias alias,
      Map<String, Transaction.Write> writes) {
    aliases(pool, user)
        .forEach((key, attribute) -> {
          if (before.containsKey(key)) {
            return;
          }
          Optional<UserRow> other =
              store
                  .find(pool.id(), Kinds.ALIAS, key)
                  .flatMap(name -> store.find(pool.id(), Kinds.USER, name));
          if (other.isPresent()) {
            if (alias == Alias.REFUSE || pool.isNamedBy(attribute)) {
              throw CognitoErrors.aliasExists(attribute);
            }
            UserRow without = other.get().withAttributes(Map.of(attribute + "_verified", "false"));
            writes.put("\0" + key, RowStore.write(Kinds.USER, without.username(), without));
          }
          writes.put(key, RowStore.write(Kinds.ALIAS, key, user.username()));
        });
  }

  void delete(Pool pool, String username) {
    store.change(
        pool.id(),
        () -> {
          UserRow old =
              store.find(pool.id(), Kinds.USER, username).orElseThrow(CognitoErrors::noUser);
          List<Transaction.Write> writes = new ArrayList<>();
          aliases(pool, old)
              .keySet()
              .forEach(key -> writes.add(RowStore.removal(Kinds.ALIAS, key)));
          writes.add(RowStore.removal(Kinds.USER, username));
          store.commit(pool.id(), writes);
          return old;
        });
  }

  // The rows by which a user is found, with the attribute of each.
  private static Map<String, String> aliases(Pool pool, UserRow user) {
    Map<String, String> aliases = new LinkedHashMap<>();
    for (String attribute : ALIASES) {
      Optional<String> value = user.attribute(attribute);
      if (value.isPresent()
          && (pool.isNamedBy(attribute)
              || (pool.hasAlias(attribute)
                  && (attribute.equals("preferred_username") || user.hasVerified(attribute))))) {
        aliases.put(alias(pool, attribute, value.get()), attribute);
      }
    }
    if (!user.sub().equals(user.username())) {
      aliases.put(alias(pool, "sub", user.sub()), "sub");
    }
    return aliases;
  }

  private static String alias(Pool pool, String attribute, String value) {
    return attribute + "\0" + normal(pool, value);
  }
}
