package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Uploads in parts and their parts. Thread-safe. */
final class Uploads {
  private static final int BATCH = 1_000;

  private final Contents contents;
  private final Commits commits;

  Uploads(Contents contents, Commits commits) {
    this.contents = contents;
    this.commits = commits;
  }

  /** An upload that is under way. */
  UploadRow open(OpenBucket bucket, @Nullable String key, @Nullable String id) {
    String uploadId = id == null ? "" : id;
    return find(bucket, key == null ? "" : key, uploadId)
        .filter(upload -> !upload.done())
        .orElseThrow(() -> S3Errors.noSuchUpload(uploadId));
  }

  /** An upload, completed ones included. */
  Optional<UploadRow> find(OpenBucket bucket, String key, String id) {
    return VersionId.sequence(id).isEmpty()
        ? Optional.empty()
        : bucket.space().read(Keys.upload(key, id)).map(Row::value).map(UploadRow::decode);
  }

  /** That the upload has not ended since it was read. */
  Transaction.Condition stillThere(OpenBucket bucket, UploadRow upload) {
    Row row =
        bucket
            .space()
            .read(Keys.upload(upload.key(), upload.id()))
            .filter(stored -> !UploadRow.decode(stored.value()).done())
            .orElseThrow(() -> S3Errors.noSuchUpload(upload.id()));
    return new Transaction.AtRevision(row.key(), row.revision());
  }

  /** Its parts after a number, in their order. */
  List<PartRow> parts(OpenBucket bucket, String uploadId, int after, int limit) {
    Bytes prefix = Bytes.utf8(uploadId);
    return bucket
        .space()
        .scan(
            new Range(Keys.PART, Keys.part(uploadId, after + 1).key(), Keys.end(prefix), false),
            limit)
        .stream()
        .map(Row::value)
        .map(PartRow::decode)
        .toList();
  }

  /** Ends an upload without an object, and drops what came. */
  void drop(OpenBucket bucket, UploadRow upload) {
    commits.write(
        bucket.space(), List.of(new Transaction.Delete(Keys.upload(upload.key(), upload.id()))));
    dropParts(bucket, upload.id(), List.of());
  }

  /** Drops the rows of parts, and the bytes of those that no object is made of. */
  void dropParts(OpenBucket bucket, String uploadId, List<PartRow> used) {
    java.util.Set<Data> kept =
        used.stream().map(PartRow::data).collect(java.util.stream.Collectors.toSet());
    List<PartRow> page = parts(bucket, uploadId, 0, BATCH);
    while (!page.isEmpty()) {
      List<Transaction.Write> writes = new ArrayList<>();
      List<Data> dropped = new ArrayList<>();
      for (PartRow part : page) {
        writes.add(new Transaction.Delete(Keys.part(uploadId, part.number())));
        if (!kept.contains(part.data())) {
          writes.addAll(contents.dropped(part.data()));
          dropped.add(part.data());
        }
      }
      commits.write(bucket.space(), writes);
      dropped.forEach(data -> contents.remove(bucket, data, commits));
      page = parts(bucket, uploadId, page.getLast().number(), BATCH);
    }
  }

  /** Drops what a crash has left of uploads that ended, and of objects that are gone. */
  void sweep(OpenBucket bucket) {
    for (Row row : all(bucket, Keys.GARBAGE)) {
      contents.remove(bucket, Data.decode(row.value().toUtf8()), commits);
    }
    java.util.Set<String> open = new java.util.HashSet<>();
    for (Row row : all(bucket, Keys.UPLOAD)) {
      UploadRow upload = UploadRow.decode(row.value());
      if (!upload.done()) {
        open.add(upload.id());
      }
    }
    Bytes from = Bytes.EMPTY;
    while (true) {
      List<Row> next = bucket.space().scan(new Range(Keys.PART, from, Optional.empty(), false), 1);
      if (next.isEmpty()) {
        return;
      }
      String id = next.getFirst().key().key().slice(0, 32).toUtf8();
      if (!open.contains(id)) {
        dropParts(bucket, id, contents.parts(bucket, id).orElse(List.of()));
      }
      from = Keys.end(Bytes.utf8(id)).orElseThrow();
    }
  }

  /** All uploads of a bucket, completed ones included. */
  List<UploadRow> all(OpenBucket bucket) {
    return all(bucket, Keys.UPLOAD).stream().map(Row::value).map(UploadRow::decode).toList();
  }

  private static List<Row> all(OpenBucket bucket, String table) {
    List<Row> rows = new ArrayList<>();
    Bytes from = Bytes.EMPTY;
    while (true) {
      List<Row> page = bucket.space().scan(new Range(table, from, Optional.empty(), false), BATCH);
      rows.addAll(page);
      if (page.size() < BATCH) {
        return rows;
      }
      from = Listing.next(page.getLast().key().key());
    }
  }
}
