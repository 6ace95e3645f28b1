package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.store.Batch;
import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The tokens of transactions, which make a repeat within ten minutes do nothing. Rows: {@code
 * token}: token → when, and what the transaction was; {@code token-age}: when, token. Those that
 * have run out go two by two as new ones come. Thread-safe.
 */
final class Tokens {
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final Clock clock;

  Tokens(Clock clock) {
    this.clock = clock;
  }

  /**
   * Notes a transaction's token.
   *
   * @param content what tells transactions apart
   * @return whether the transaction was made before
   * @throws AwsException 400 when the token belongs to another transaction
   */
  boolean known(Database database, Batch batch, String token, Bytes content) {
    long now = clock.now().toEpochMilli();
    RowKey key = new RowKey("token", Bytes.utf8(token));
    Optional<Bytes> stored = batch.read(key);
    if (stored.isPresent()) {
      RowReader in = new RowReader(stored.get());
      long since = in.number();
      if (now - since < LIFE.toMillis()) {
        if (!Bytes.wrap(in.bytes()).equals(content)) {
          throw new AwsException(
              "IdempotentParameterMismatchException",
              400,
              "Request parameters have changed for the same idempotent token");
        }
        return true;
      }
      batch.delete(ageKey(since, token));
    }
    batch.put(key, new RowWriter().number(now).bytes(content.toArray()).done());
    batch.put(ageKey(now, token), Bytes.EMPTY);
    forgetOld(database, batch, now);
    return false;
  }

  private static RowKey ageKey(long since, String token) {
    return new RowKey("token-age", new RowWriter().number(since).text(token).done());
  }

  private static void forgetOld(Database database, Batch batch, long now) {
    List<Row> oldest = database.scan(Range.all("token-age"), 2);
    for (Row row : oldest) {
      RowReader in = new RowReader(row.key().key());
      if (now - in.number() >= LIFE.toMillis()) {
        batch.delete(new RowKey("token", Bytes.utf8(in.text())));
        batch.delete(row.key());
      }
    }
  }
}
