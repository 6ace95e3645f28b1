package dev.forebay.cognito;

import dev.forebay.model.Clock;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.Kind;
import dev.forebay.storage.rows.RowStore;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are found by a text that is hard to guess, for a while: sessions, refresh tokens,
 * authorization codes. The text begins with the time when it ends, so that those that have ended
 * are found together and are taken away as new ones are made. Thread-safe.
 */
final class Tickets {
  private static final int TIME_DIGITS = 12;
  private static final int SECRET_BYTES = 48;

  private final RowStore<String> store;
  private final Secrets secrets;
  private final Clock clock;

  Tickets(RowStore<String> store, Secrets secrets, Clock clock) {
    this.store = store;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** Keeps a row; durable when it returns. */
  <T> String put(Pool pool, Kind<T> kind, Instant expires, T row) {
    String ended = time(clock.now());
    List<Transaction.Write> gone =
        store.namesBelow(pool.id(), kind, ended).stream()
            .map(key -> RowStore.removal(kind, key))
            .toList();
    if (!gone.isEmpty()) {
      store.commit(pool.id(), gone);
    }
    String ticket = time(expires) + secrets.token(SECRET_BYTES) + "." + pool.id();
    store.put(pool.id(), kind, ticket, row);
    return ticket;
  }

  /** Changes the row of a ticket. */
  <T> void replace(Pool pool, Kind<T> kind, String ticket, T row) {
    store.put(pool.id(), kind, ticket, row);
  }

  <T> Optional<T> find(Pool pool, Kind<T> kind, @Nullable String ticket) {
    if (ticket == null
        || ticket.length() <= TIME_DIGITS
        || ticket.compareTo(time(clock.now())) < 0) {
      return Optional.empty();
    }
    return store.find(pool.id(), kind, ticket);
  }

  /** The id of the pool that a ticket is of. */
  static String poolOf(String ticket) {
    return ticket.substring(ticket.lastIndexOf('.') + 1);
  }

  /** When a ticket ends. */
  static Instant expiry(String ticket) {
    return Instant.ofEpochMilli(HexFormat.fromHexDigitsToLong(ticket, 0, TIME_DIGITS));
  }

  /** Takes a row away and gives it to one who asks, and to no other. */
  <T> Optional<T> take(Pool pool, Kind<T> kind, @Nullable String ticket) {
    return store.change(
        pool.id(),
        () -> {
          Optional<T> row = find(pool, kind, ticket);
          row.ifPresent(one -> store.delete(pool.id(), kind, String.valueOf(ticket)));
          return row;
        });
  }

  void remove(Pool pool, Kind<?> kind, String ticket) {
    store.delete(pool.id(), kind, ticket);
  }

  private static String time(Instant instant) {
    return HexFormat.of().toHexDigits(instant.toEpochMilli(), TIME_DIGITS);
  }
}
