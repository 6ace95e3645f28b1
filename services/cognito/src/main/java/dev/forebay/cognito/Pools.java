package dev.forebay.cognito;

import dev.forebay.model.AccountRegion;
import dev.forebay.storage.rows.RowStore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/**
 * Finds pools and clients: those of a caller's account and region, and, for calls that nobody
 * signs, those that a client's id or a token names. Thread-safe.
 */
final class Pools {
  private final RowStore<String> store;

  Pools(RowStore<String> store) {
    this.store = store;
  }

  RowStore<String> store() {
    return store;
  }

  Optional<Pool> find(String id) {
    return store.find(Kinds.DIRECTORY, Kinds.POOL, id).map(Pool::new);
  }

  /** The pool of that id in an account and region. */
  Pool require(AccountRegion place, String id) {
    return find(id)
        .filter(pool -> pool.place().equals(place))
        .orElseThrow(() -> CognitoErrors.noPool(id));
  }

  /** The pool of an ARN in an account and region. */
  Pool ofArn(AccountRegion place, String arn) {
    return require(place, arn.substring(arn.lastIndexOf('/') + 1));
  }

  /** The pool of a ticket. */
  Optional<Pool> ofSession(@Nullable String ticket) {
    return ticket == null ? Optional.empty() : find(Tickets.poolOf(ticket));
  }

  List<Pool> all(AccountRegion place) {
    return store.all(Kinds.DIRECTORY, Kinds.POOL, "").stream()
        .map(Pool::new)
        .filter(pool -> pool.place().equals(place))
        .toList();
  }

  Optional<App> findApp(@Nullable String client) {
    return client == null
        ? Optional.empty()
        : store
            .find(Kinds.DIRECTORY, Kinds.CLIENT, client)
            .flatMap(type -> find(type.userPoolId()).map(pool -> new App(pool, type)));
  }

  /** The client, of whatever pool: its id is all that an app knows. */
  App app(@Nullable String client) {
    return findApp(client).orElseThrow(() -> CognitoErrors.noClient(String.valueOf(client)));
  }

  /** The client of a pool. */
  App app(Pool pool, String client) {
    return findApp(client)
        .filter(app -> app.pool().id().equals(pool.id()))
        .orElseThrow(() -> CognitoErrors.noClient(client));
  }

  List<UserPoolClientType> clients(Pool pool) {
    return store.all(Kinds.DIRECTORY, Kinds.CLIENT, "").stream()
        .filter(client -> client.userPoolId().equals(pool.id()))
        .toList();
  }

  void put(Pool pool) {
    store.put(Kinds.DIRECTORY, Kinds.POOL, pool.id(), pool.type());
  }
}
