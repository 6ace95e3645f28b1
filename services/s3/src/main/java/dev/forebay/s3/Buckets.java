package dev.forebay.s3;

import dev.forebay.model.AccountId;
import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.ScopeKind;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.KnownRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All buckets, by name: a name is taken once in all accounts and regions. Each bucket's objects are
 * in a scope of their own. Thread-safe.
 */
final class Buckets {
  private static final String REGISTRY = "s3";
  private static final String SCOPES = "s3/";
  private static final String TABLE = "bucket";
  private static final int PAGE = 1_000;
  private static final int ATTEMPTS = 20;

  private final StorageEngine engine;
  private final Commits commits;
  private final KnownRows<String, OpenBucket> known = new KnownRows<>();

  Buckets(StorageEngine engine, Commits commits) {
    this.engine = engine;
    this.commits = commits;
  }

  /**
   * The bucket of a request.
   *
   * @param expectedOwner whom the sender believes to be its owner, if it says so
   */
  OpenBucket open(@Nullable String name, @Nullable String expectedOwner) {
    if (name == null || name.isEmpty()) {
      throw S3Errors.invalidBucketName("");
    }
    OpenBucket bucket = find(name).orElseThrow(() -> S3Errors.noSuchBucket(name));
    if (expectedOwner != null && !expectedOwner.equals(bucket.row().owner().value())) {
      throw S3Errors.denied();
    }
    return bucket;
  }

  /** The bucket of a name, if there is one. */
  Optional<OpenBucket> find(String name) {
    if (name.isEmpty() || name.length() > 63) {
      return Optional.empty();
    }
    return known.find(name, this::read);
  }

  private Optional<OpenBucket> read(String name) {
    return registry().read(key(name)).map(this::opened);
  }

  private OpenBucket opened(Row stored) {
    BucketRow row = BucketRow.decode(stored.value());
    return new OpenBucket(row, engine.tables(scope(row)));
  }

  /** Stores a new bucket; says whether the name was free. */
  boolean create(BucketRow row) {
    return commit(
        row.name(),
        List.of(new Transaction.Absent(key(row.name()))),
        List.of(new Transaction.Put(key(row.name()), row.encode())));
  }

  private boolean commit(
      String name, List<Transaction.Condition> conditions, List<Transaction.Write> writes) {
    try {
      return commits.commit(registry(), conditions, writes);
    } finally {
      known.forget(name);
    }
  }

  /** Changes a bucket that is there. */
  BucketRow update(OpenBucket bucket, UnaryOperator<BucketRow> change) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Row stored =
          registry()
              .read(key(bucket.name()))
              .orElseThrow(() -> S3Errors.noSuchBucket(bucket.name()));
      BucketRow changed = change.apply(BucketRow.decode(stored.value()));
      if (commit(
          bucket.name(),
          List.of(new Transaction.AtRevision(stored.key(), stored.revision())),
          List.of(new Transaction.Put(stored.key(), changed.encode())))) {
        return changed;
      }
    }
    throw S3Errors.contended();
  }

  /** Takes a bucket away with all that is left in its scope. */
  void delete(OpenBucket bucket) {
    commit(bucket.name(), List.of(), List.of(new Transaction.Delete(key(bucket.name()))));
    engine.drop(ScopeKind.TABLES, scope(bucket.row()));
  }

  /** The buckets of an account whose names start with the prefix, in order, after a name. */
  List<OpenBucket> list(AccountId owner, String prefix, String after, int limit) {
    List<OpenBucket> found = new ArrayList<>();
    String from = after.compareTo(prefix) >= 0 ? after + "\0" : prefix;
    while (found.size() < limit) {
      List<Row> page =
          registry().scan(new Range(TABLE, Bytes.utf8(from), Optional.empty(), false), PAGE);
      for (Row row : page) {
        OpenBucket bucket = opened(row);
        if (!bucket.name().startsWith(prefix)) {
          return found;
        }
        if (bucket.row().owner().equals(owner) && found.size() < limit) {
          found.add(bucket);
        }
      }
      if (page.size() < PAGE) {
        break;
      }
      from = page.getLast().key().key().toUtf8() + "\0";
    }
    return found;
  }

  /** Every bucket of every account. */
  List<OpenBucket> all() {
    List<OpenBucket> found = new ArrayList<>();
    Bytes from = Bytes.EMPTY;
    while (true) {
      List<Row> page = registry().scan(new Range(TABLE, from, Optional.empty(), false), PAGE);
      page.forEach(row -> found.add(opened(row)));
      if (page.size() < PAGE) {
        return found;
      }
      from = Bytes.utf8(page.getLast().key().key().toUtf8() + "\0");
    }
  }

  /** Drops the rows of buckets that are gone, which a crash in a deletion may have left. */
  void dropOrphans() {
    for (String scope : engine.scopes(ScopeKind.TABLES, SCOPES)) {
      String name = scope.substring(SCOPES.length(), scope.lastIndexOf('/'));
      if (find(name).filter(bucket -> scope(bucket.row()).equals(scope)).isEmpty()) {
        engine.drop(ScopeKind.TABLES, scope);
      }
    }
  }

  /** Forgets what was read. */
  void reset() {
    known.forgetAll();
  }

  private TableSpace registry() {
    return engine.tables(REGISTRY);
  }

  private static String scope(BucketRow row) {
    return SCOPES + row.name() + "/" + row.id();
  }

  private static RowKey key(String name) {
    return new RowKey(TABLE, Bytes.utf8(name));
  }
}
