package dev.forebay.push;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.StorageException;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pushes that are stored: a row each, its key being the lane's 16 bytes, then the time at which
 * it is due (nothing in a lane with an order), then a number. So the first row of a lane is the
 * next one. Thread-safe.
 */
final class Journal {
  /** The scope in the storage. */
  static final String SCOPE = "push";

  private static final String TABLE = "push";
  private static final int LANE = 16;

  /** A transaction does not hold more than this, or one push. */
  private static final int BATCH_BYTES = 8 << 20;

  private final TableSpace space;
  private final PushCode code;
  private final RandomGenerator random;
  private final Commits commits;

  Journal(TableSpace space, PushCode code, RandomGenerator random) {
    this.space = space;
    this.code = code;
    this.random = random;
    this.commits =
        new Commits(
            random,
            () -> new StorageException("the storage cannot tell whether pushes were stored"));
  }

  /**
   * A push and its row.
   *
   * @param stored what it says
   */
  record Entry(RowKey key, StoredPush stored) {}

  /** The key of a lane. */
  static Bytes lane(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return Bytes.wrap(Arrays.copyOf(hash, LANE));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Stores new pushes durably, in their order; those of one lane with an order only from one thread
   * at a time.
   */
  void add(List<StoredPush> pushes) {
    List<Transaction.Write> writes = new ArrayList<>();
    Map<Bytes, Long> ordered = new HashMap<>();
    long number = random.nextLong() >>> 1;
    long bytes = 0;
    for (StoredPush stored : pushes) {
      Bytes lane = lane(stored.push().lane());
      Bytes value = code.encode(stored);
      if (!writes.isEmpty() && bytes + value.size() > BATCH_BYTES) {
        commit(writes);
        writes.clear();
        bytes = 0;
      }
      writes.add(
          new Transaction.Put(
              stored.push().order().isPresent()
                  ? key(lane, 0, ordered.compute(lane, (_, last) -> 1 + orTail(last, lane)))
                  : key(lane, stored.due().toEpochMilli(), number++),
              value));
      bytes += value.size();
    }
    commit(writes);
  }

  private long orTail(@Nullable Long last, Bytes lane) {
    return last == null ? tail(lane) : last;
  }

  private long tail(Bytes lane) {
    List<Row> last = space.scan(new Range(TABLE, lane, end(lane), true), 1);
    return last.isEmpty()
        ? 0
        : last.getFirst().key().key().toByteBuffer().getLong(LANE + Long.BYTES);
  }

  private static RowKey key(Bytes lane, long due, long number) {
    ByteBuffer key =
        ByteBuffer.allocate(LANE + 2 * Long.BYTES)
            .put(lane.toByteBuffer())
            .putLong(due)
            .putLong(number);
    return new RowKey(TABLE, Bytes.wrap(key.array()));
  }

  /** The first pushes of a lane, due or not. */
  List<Entry> head(Bytes lane, int limit) {
    return space.scan(new Range(TABLE, lane, end(lane), false), limit).stream()
        .map(row -> new Entry(row.key(), code.decode(row.value())))
        .toList();
  }

  /** Puts what is known now in the place of what was. */
  void replace(Entry entry, StoredPush now) {
    Bytes lane = entry.key().key().slice(0, LANE);
    long number = entry.key().key().toByteBuffer().getLong(LANE + Long.BYTES);
    RowKey key = key(lane, now.push().order().isPresent() ? 0 : now.due().toEpochMilli(), number);
    List<Transaction.Write> writes = new ArrayList<>();
    if (!key.equals(entry.key())) {
      writes.add(new Transaction.Delete(entry.key()));
    }
    writes.add(new Transaction.Put(key, code.encode(now)));
    commit(writes);
  }

  /** Forgets a push that has ended. */
  void remove(RowKey key) {
    commit(List.of(new Transaction.Delete(key)));
  }

  /** One push of each lane that has any. */
  List<Entry> lanes() {
    List<Entry> firsts = new ArrayList<>();
    Bytes from = Bytes.EMPTY;
    while (true) {
      List<Row> next = space.scan(new Range(TABLE, from, Optional.empty(), false), 1);
      if (next.isEmpty()) {
        return firsts;
      }
      Row row = next.getFirst();
      firsts.add(new Entry(row.key(), code.decode(row.value())));
      Optional<Bytes> after = end(row.key().key().slice(0, LANE));
      if (after.isEmpty()) {
        return firsts;
      }
      from = after.get();
    }
  }

  /** The first key behind a lane; empty for the last lane there can be. */
  private static Optional<Bytes> end(Bytes lane) {
    byte[] end = lane.toArray();
    for (int i = end.length - 1; i >= 0; i--) {
      if (++end[i] != 0) {
        return Optional.of(Bytes.wrap(end));
      }
    }
    return Optional.empty();
  }

  private void commit(List<Transaction.Write> writes) {
    if (!writes.isEmpty()) {
      commits.write(space, writes);
    }
  }
}
