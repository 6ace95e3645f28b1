package dev.forebay.s3;

import dev.forebay.storage.Commits;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.TableSpace.RowKey;
import dev.forebay.storage.Transaction;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.storage.rows.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The versions of objects: which is the current one, and what a write or a deletion makes of them
 * in a bucket that keeps versions, does not, or no longer does ("Using versioning in S3 buckets",
 * S3 User Guide). Every change is one transaction, together with the bytes and the events of it.
 * Thread-safe.
 */
final class Objects {
  private final Contents contents;
  private final Sequences sequences;
  private final Commits commits;
  private final RandomGenerator random;
  private final KeyLocks locks = new KeyLocks();

  Objects(Contents contents, Sequences sequences, Commits commits, RandomGenerator random) {
    this.contents = contents;
    this.sequences = sequences;
    this.commits = commits;
    this.random = random;
  }

  /** What happens besides, in the same transaction, once it is known which version it is about. */
  @FunctionalInterface
  interface Along {
    /** Nothing happens besides. */
    Along NOTHING = (version, sequence) -> List.of();

    /** The rows to write. */
    List<Transaction.Write> writes(ObjectVersion version, long sequence);
  }

  /**
   * What became of a deletion.
   *
   * @param gone the version that was removed, if there was one
   * @param made the delete marker that was made, if one was
   */
  record Deleted(Optional<ObjectVersion> gone, Optional<ObjectVersion> made) {}

  /** The current version, or that of an id; a delete marker too. */
  Optional<ObjectVersion> find(OpenBucket bucket, String key, Optional<String> versionId) {
    Optional<Head> head = bucket.space().read(Keys.head(key)).map(Row::value).map(Head::decode);
    if (head.isEmpty() || versionId.isEmpty()) {
      versionId.ifPresent(Objects::checkForm);
      return head.map(Head::current);
    }
    return find(bucket, key, head.get(), versionId.get());
  }

  private Optional<ObjectVersion> find(OpenBucket bucket, String key, Head head, String versionId) {
    if (head.current().id().equals(versionId)) {
      return Optional.of(head.current());
    }
    OptionalLong place = place(head, versionId);
    return place.isEmpty()
        ? Optional.empty()
        : bucket
            .space()
            .read(Keys.older(key, place.getAsLong()))
            .map(Objects::version)
            .filter(version -> version.id().equals(versionId));
  }

  private static OptionalLong place(Head head, String versionId) {
    if (versionId.equals(VersionId.NULL)) {
      return head.nullAt() == Head.NOWHERE ? OptionalLong.empty() : OptionalLong.of(head.nullAt());
    }
    checkForm(versionId);
    return VersionId.sequence(versionId);
  }

  private static void checkForm(String versionId) {
    if (!versionId.equals(VersionId.NULL) && VersionId.sequence(versionId).isEmpty()) {
      throw S3Errors.invalidVersion(versionId);
    }
  }

  /**
   * Writes a new version.
   *
   * @param draft the version, whose id and place are given here
   * @param writes what makes its bytes last
   */
  ObjectVersion put(
      OpenBucket bucket,
      String key,
      ObjectVersion draft,
      List<Transaction.Write> writes,
      Precondition precondition,
      Along along) {
    return locks.with(
        bucket,
        key,
        () -> {
          Optional<Row> stored = bucket.space().read(Keys.head(key));
          Optional<Head> head = stored.map(Row::value).map(Head::decode);
          precondition.checkWrite(key, head.map(Head::current));
          long sequence = sequences.after(last(head));
          Change change = new Change(bucket, key, stored);
          ObjectVersion version =
              bucket.row().versioning() == Versioning.ENABLED
                  ? draft.at(VersionId.of(sequence, random), sequence)
                  : draft.at(VersionId.NULL, sequence);
          change.place(version, head);
          change.writes.addAll(writes);
          change.writes.addAll(along.writes(version, sequence));
          change.commit();
          return version;
        });
  }

  private static long last(Optional<Head> head) {
    return head.map(known -> known.current().sequence()).orElse(0L);
  }

  /**
   * Deletes the object, or one version of it.
   *
   * @param allowed throws where a version may not be removed
   */
  Deleted delete(
      OpenBucket bucket,
      String key,
      Optional<String> versionId,
      Precondition precondition,
      java.util.function.Consumer<ObjectVersion> allowed,
      java.util.function.Function<Deleted, Along> along) {
    return locks.with(
        bucket,
        key,
        () -> {
          Optional<Row> stored = bucket.space().read(Keys.head(key));
          Optional<Head> head = stored.map(Row::value).map(Head::decode);
          if (head.isPresent() || precondition.ifMatch() != null) {
            precondition.checkWrite(key, head.map(Head::current));
          }
          long sequence = sequences.after(last(head));
          Change change = new Change(bucket, key, stored);
          Deleted deleted;
          if (versionId.isEmpty() && bucket.versioned()) {
            deleted = change.mark(head, sequence);
          } else {
            versionId.ifPresent(Objects::checkForm);
            Optional<ObjectVersion> gone =
                head.flatMap(known ->
                    versionId.isEmpty()
                        ? Optional.of(known.current())
                        : find(bucket, key, known, versionId.get()));
            if (gone.isEmpty()) {
              return new Deleted(gone, Optional.empty());
            }
            allowed.accept(gone.get());
            change.remove(head.orElseThrow(), gone.get());
            deleted = new Deleted(gone, Optional.empty());
          }
          ObjectVersion about = deleted.made().or(deleted::gone).orElseThrow();
          change.writes.addAll(along.apply(deleted).writes(about, sequence));
          change.commit();
          return deleted;
        });
  }

  /** Changes what is kept of a version beside its bytes. */
  ObjectVersion update(
      OpenBucket bucket,
      String key,
      Optional<String> versionId,
      UnaryOperator<ObjectVersion> operator,
      Along along) {
    return locks.with(
        bucket,
        key,
        () -> {
          Optional<Row> stored = bucket.space().read(Keys.head(key));
          Head head =
              stored.map(Row::value).map(Head::decode).orElseThrow(() -> S3Errors.noSuchKey(key));
          ObjectVersion version =
              versionId.isEmpty()
                  ? head.current()
                  : find(bucket, key, head, versionId.get())
                      .orElseThrow(() -> S3Errors.noSuchVersion(key, versionId.get()));
          if (version.marker()) {
            throw versionId.isEmpty()
                ? S3Errors.deleted(key, version.id())
                : S3Errors.marker("PUT", version.id());
          }
          ObjectVersion changed = operator.apply(version);
          Change change = new Change(bucket, key, stored);
          if (version.sequence() == head.current().sequence()) {
            change.head(new Head(changed, head.nullAt()));
          } else {
            change.head(head);
            change.older(changed);
          }
          change.writes.addAll(along.writes(changed, sequences.after(last(Optional.of(head)))));
          change.commit();
          return changed;
        });
  }

  private static ObjectVersion version(Row row) {
    return ObjectVersion.decode(new Decoder(row.value()));
  }

  /** One change of one key, under way. Confined to one thread. */
  private final class Change {
    private final OpenBucket bucket;
    private final String key;
    private final List<Transaction.Condition> conditions = new ArrayList<>();
    private final List<Transaction.Write> writes = new ArrayList<>();
    private final List<Data> dropped = new ArrayList<>();

    Change(OpenBucket bucket, String key, Optional<Row> stored) {
      this.bucket = bucket;
      this.key = key;
      RowKey head = Keys.head(key);
      conditions.add(
          stored.isPresent()
              ? new Transaction.AtRevision(head, stored.get().revision())
              : new Transaction.Absent(head));
    }

    void head(Head head) {
      writes.add(new Transaction.Put(Keys.head(key), head.encode()));
    }

    void older(ObjectVersion version) {
      Encoder out = new Encoder();
      version.encode(out);
      writes.add(new Transaction.Put(Keys.older(key, version.sequence()), out.bytes()));
    }

    void drop(ObjectVersion version) {
      writes.addAll(contents.dropped(version.data()));
      dropped.add(version.data());
    }

    /** Makes a version the current one. */
    void place(ObjectVersion version, Optional<Head> before) {
      long nullAt = before.map(Head::nullAt).orElse(Head.NOWHERE);
      if (before.isPresent()) {
        ObjectVersion current = before.get().current();
        if (version.isNull() && current.isNull()) {
          drop(current);
        } else {
          older(current);
          nullAt = current.isNull() ? current.sequence() : nullAt;
        }
        if (version.isNull() && nullAt != Head.NOWHERE && !current.isNull()) {
          dropOlder(nullAt);
          nullAt = Head.NOWHERE;
        }
      }
      head(new Head(version, nullAt));
    }

    private void dropOlder(long sequence) {
      RowKey row = Keys.older(key, sequence);
      bucket.space().read(row).map(Objects::version).ifPresent(this::drop);
      writes.add(new Transaction.Delete(row));
    }

    /** Puts a delete marker on top. */
    Deleted mark(Optional<Head> before, long sequence) {
      ObjectVersion marker =
          ObjectVersions.marker(
              bucket.row().versioning() == Versioning.ENABLED
                  ? VersionId.of(sequence, random)
                  : VersionId.NULL,
              sequence,
              sequences.now());
      place(marker, before);
      return new Deleted(Optional.empty(), Optional.of(marker));
    }

    /** Takes a version away; the one below it becomes the current one, if it was that. */
    void remove(Head head, ObjectVersion gone) {
      drop(gone);
      boolean current = gone.sequence() == head.current().sequence();
      if (!current) {
        writes.add(new Transaction.Delete(Keys.older(key, gone.sequence())));
        head(new Head(head.current(), gone.isNull() ? Head.NOWHERE : head.nullAt()));
        return;
      }
      Optional<Row> below = newest();
      if (below.isEmpty()) {
        writes.add(new Transaction.Delete(Keys.head(key)));
        return;
      }
      ObjectVersion next = version(below.get());
      writes.add(new Transaction.Delete(below.get().key()));
      head(new Head(next, next.isNull() ? Head.NOWHERE : head.nullAt()));
    }

    private Optional<Row> newest() {
      dev.forebay.model.Bytes from = Keys.below(key);
      return bucket.space().scan(new Range(Keys.OLDER, from, Keys.end(from), false), 1).stream()
          .findFirst();
    }

    void commit() {
      if (!commits.commit(bucket.space(), conditions, writes)) {
        throw S3Errors.contended();
      }
      dropped.forEach(data -> contents.remove(bucket, data, commits));
    }
  }
}
