package dev.forebay.sqs;

import dev.forebay.model.Bytes;
import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.OperationId;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which messages a FIFO queue has taken in the last five minutes. Whoever sends a deduplication id
 * first claims it with the id of the operation that sends; a repeat gets that id, sends under it
 * again, and so changes nothing, also when the first sender died between the two writes.
 * Thread-safe.
 */
final class Deduplication {
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final String CLAIMS = "claim";
  private static final String AGES = "age";
  private static final int ATTEMPTS = 10;
  private static final int SWEPT = 2;

  private final RandomGenerator random;

  Deduplication(RandomGenerator random) {
    this.random = random;
  }

  /** The operation under which each of the messages is, or was first, sent. */
  List<OperationId> claim(OpenQueue queue, List<StoredMessage> messages, Instant now) {
    Map<Bytes, OperationId> claimed = new HashMap<>();
    List<OperationId> ids = new ArrayList<>();
    for (StoredMessage message : messages) {
      Bytes key = key(queue.row(), message);
      OperationId id = claimed.get(key);
      if (id == null) {
        id = claim(queue.deduplication(), key, now);
        claimed.put(key, id);
      }
      ids.add(id);
    }
    return ids;
  }

  private static Bytes key(QueueRow row, StoredMessage message) {
    String id = message.deduplicationId().orElseThrow();
    boolean perGroup = row.attribute(QueueAttributes.SCOPE).equals("messageGroup");
    return new Encoder().text(perGroup ? message.groupId().orElseThrow() : "").text(id).bytes();
  }

  private OperationId claim(TableSpace space, Bytes key, Instant now) {
    RowKey row = new RowKey(CLAIMS, key);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Row> there = space.read(row);
      if (there.isPresent()) {
        Decoder in = new Decoder(there.get().value());
        Instant since = Instant.ofEpochMilli(in.number());
        if (now.isBefore(since.plus(KEPT))) {
          return new OperationId(in.number(), in.number());
        }
      }
      OperationId id = OperationId.random(random);
      Bytes value =
          new Encoder().number(now.toEpochMilli()).number(id.high()).number(id.low()).bytes();
      List<Transaction.Write> writes = new ArrayList<>();
      writes.add(new Transaction.Put(row, value));
      writes.add(new Transaction.Put(age(now, key), key));
      sweep(space, now, writes);
      Transaction.Condition condition =
          there.isPresent()
              ? new Transaction.AtRevision(row, there.get().revision())
              : new Transaction.Absent(row);
      if (committed(space, new Transaction(id, List.of(condition), writes, Optional.empty()))) {
        return id;
      }
    }
    throw SqsErrors.contended();
  }

  /** Adds the removal of some claims that have run out, more than one claim adds. */
  private static void sweep(TableSpace space, Instant now, List<Transaction.Write> writes) {
    Bytes until = new Encoder().number(now.minus(KEPT).toEpochMilli()).bytes();
    for (Row old : space.scan(new Range(AGES, Bytes.EMPTY, Optional.of(until), false), SWEPT)) {
      writes.add(new Transaction.Delete(old.key()));
      RowKey claim = new RowKey(CLAIMS, old.value());
      Optional<Row> there = space.read(claim);
      boolean renewed =
          there.isPresent()
              && new Decoder(there.get().value()).number() != new Decoder(old.key().key()).number();
      if (!renewed && writes.stream().noneMatch(write -> write.key().equals(claim))) {
        writes.add(new Transaction.Delete(claim));
      }
    }
  }

  private static RowKey age(Instant at, Bytes key) {
    return new RowKey(AGES, new Encoder().number(at.toEpochMilli()).raw(key.toArray()).bytes());
  }

  private static boolean committed(TableSpace space, Transaction transaction) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      switch (space.commit(transaction)) {
        case CommitOutcome.Committed committed -> {
          return true;
        }
        case CommitOutcome.Refused refused -> {
          return false;
        }
        case CommitOutcome.Fenced fenced ->
            throw new IllegalStateException("claims are written without a fence");
        case CommitOutcome.Unknown unknown -> {}
      }
    }
    throw SqsErrors.unavailable();
  }
}
