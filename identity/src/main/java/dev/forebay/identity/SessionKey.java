package dev.forebay.identity;

import dev.forebay.model.Bytes;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret from which sessions are derived. It is kept in storage, so that sessions outlive a
 * restart and hold on every node. Immutable.
 */
public final class SessionKey {
  private static final RowKey ROW = new RowKey("session-key", Bytes.utf8("1"));
  private static final int BYTES = 32;

  /** How often a lost answer of the storage is asked for again. */
  private static final int ATTEMPTS = 5;

  private final Bytes secret;

  private SessionKey(Bytes secret) {
    this.secret = secret;
  }

  /**
   * The stored key, or a new one that is stored now.
   *
   * @param tables the scope of identity
   * @param random must be fit for secrets
   * @throws IllegalStateException when the storage gives no definite answer
   */
  public static SessionKey load(TableSpace tables, RandomGenerator random) {
    byte[] fresh = new byte[BYTES];
    random.nextBytes(fresh);
    Transaction create =
        new Transaction(
            OperationId.random(random),
            List.of(new Transaction.Absent(ROW)),
            List.of(new Transaction.Put(ROW, Bytes.wrap(fresh))),
            Optional.empty());
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Row> stored = tables.read(ROW);
      if (stored.isPresent()) {
        return new SessionKey(stored.get().value());
      }
      // Whatever the outcome, the next read tells whose key is in force.
      var _ = tables.commit(create);
    }
    throw new IllegalStateException("the storage does not keep the session key");
  }

  /**
   * A keyed hash of 32 bytes.
   *
   * @param purpose keeps hashes for different purposes apart
   */
  byte[] hash(String purpose, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.toArray(), "HmacSHA256"));
      mac.update(purpose.getBytes(StandardCharsets.US_ASCII));
      mac.update((byte) 0);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
