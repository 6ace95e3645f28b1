package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/** Lists all versions of objects, newest first for each key. Thread-safe. */
final class VersionList {
  private static final int PAGE = 200;

  private final Buckets buckets;

  VersionList(Buckets buckets) {
    this.buckets = buckets;
  }

  ListObjectVersionsResponse list(CallContext context, ListObjectVersionsRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    if (request.versionIdMarker() != null && request.keyMarker() == null) {
      throw S3Errors.invalidArgument(
          "A version-id marker cannot be specified without a key marker.",
          "version-id-marker",
          request.versionIdMarker());
    }
    return new Walk(bucket, request).run();
  }

  /** One listing. Confined to one thread. */
  private static final class Walk {
    private final OpenBucket bucket;
    private final ListObjectVersionsRequest request;
    private final UnaryOperator<String> encoding;
    private final int limit;
    private final String prefix;
    private final String delimiter;
    private final String keyMarker;
    private final List<software.amazon.awssdk.services.s3.model.ObjectVersion> versions =
        new ArrayList<>();
    private final List<DeleteMarkerEntry> markers = new ArrayList<>();
    private final List<CommonPrefix> prefixes = new ArrayList<>();
    private int count;
    private boolean truncated;
    private String lastKey = "";
    private Optional<String> lastVersion = Optional.empty();

    Walk(OpenBucket bucket, ListObjectVersionsRequest request) {
      this.bucket = bucket;
      this.request = request;
      this.encoding = Encoding.of(request.encodingTypeAsString());
      this.limit = ListOperations.limit(request.maxKeys(), "max-keys");
      this.prefix = ListOperations.orEmpty(request.prefix());
      this.delimiter = ListOperations.orEmpty(request.delimiter());
      this.keyMarker = ListOperations.orEmpty(request.keyMarker());
    }

    ListObjectVersionsResponse run() {
      walk();
      ListObjectVersionsResponse.Builder answer =
          ListObjectVersionsResponse.builder()
              .name(bucket.name())
              .prefix(encoding.apply(prefix))
              .keyMarker(encoding.apply(keyMarker))
              .versionIdMarker(ListOperations.orEmpty(request.versionIdMarker()))
              .maxKeys(limit)
              .encodingType(request.encodingTypeAsString())
              .isTruncated(truncated)
              .versions(versions)
              .deleteMarkers(markers)
              .commonPrefixes(prefixes);
      if (!delimiter.isEmpty()) {
        answer.delimiter(encoding.apply(delimiter));
      }
      if (truncated) {
        answer.nextKeyMarker(encoding.apply(lastKey));
        lastVersion.ifPresent(answer::nextVersionIdMarker);
      }
      return answer.build();
    }

    private void walk() {
      Bytes start = Bytes.utf8(prefix);
      Optional<Bytes> end = Keys.end(start);
      Bytes cursor = start;
      if (!keyMarker.isEmpty()) {
        boolean rolled = !delimiter.isEmpty() && keyMarker.endsWith(delimiter);
        if (request.versionIdMarker() != null && !list(keyMarker, afterMarker())) {
          return;
        }
        Bytes beyond = Listing.beyond(keyMarker, rolled);
        cursor = beyond.compareTo(start) > 0 ? beyond : start;
      }
      while (limit > 0 && (end.isEmpty() || cursor.compareTo(end.get()) < 0)) {
        List<Row> page = bucket.space().scan(new Range(Keys.HEAD, cursor, end, false), PAGE);
        Optional<Bytes> jump = Optional.empty();
        for (Row row : page) {
          String key = row.key().key().toUtf8();
          int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
          if (at >= 0) {
            String common = key.substring(0, at + delimiter.length());
            if (count == limit) {
              truncated = true;
              return;
            }
            count++;
            lastKey = common;
            lastVersion = Optional.empty();
            prefixes.add(CommonPrefix.builder().prefix(encoding.apply(common)).build());
            jump = Keys.end(Bytes.utf8(common));
            break;
          }
          if (!list(key, Long.MAX_VALUE)) {
            return;
          }
        }
        if (jump.isPresent()) {
          cursor = jump.get();
        } else if (page.size() < PAGE) {
          return;
        } else {
          cursor = Listing.next(page.getLast().key().key());
        }
      }
    }

    /** The place of the version that was listed last; only what is below it follows. */
    private long afterMarker() {
      String id = ListOperations.orEmpty(request.versionIdMarker());
      if (id.equals(VersionId.NULL)) {
        Optional<Head> head =
            bucket.space().read(Keys.head(keyMarker)).map(Row::value).map(Head::decode);
        return head.map(
                known -> known.current().isNull() ? known.current().sequence() : known.nullAt())
            .orElse(0L);
      }
      return VersionId.sequence(id).orElseThrow(() -> S3Errors.invalidVersion(id));
    }

    /** Lists the versions of a key below a place; says whether there was room for all of them. */
    private boolean list(String key, long below) {
      Optional<Head> head = bucket.space().read(Keys.head(key)).map(Row::value).map(Head::decode);
      if (head.isEmpty()) {
        return true;
      }
      ObjectVersion current = head.get().current();
      if (current.sequence() < below && !add(key, current, true)) {
        return false;
      }
      Bytes from =
          below == Long.MAX_VALUE ? Keys.below(key) : Listing.next(Keys.older(key, below).key());
      Optional<Bytes> end = Keys.end(Keys.below(key));
      while (true) {
        List<Row> page = bucket.space().scan(new Range(Keys.OLDER, from, end, false), PAGE);
        for (Row row : page) {
          if (!add(key, ObjectVersion.decode(new Decoder(row.value())), false)) {
            return false;
          }
        }
        if (page.size() < PAGE) {
          return true;
        }
        from = Listing.next(page.getLast().key().key());
      }
    }

    private boolean add(String key, ObjectVersion version, boolean latest) {
      if (count == limit) {
        truncated = true;
        return false;
      }
      count++;
      lastKey = key;
      lastVersion = Optional.of(version.id());
      if (version.marker()) {
        markers.add(
            DeleteMarkerEntry.builder()
                .key(encoding.apply(key))
                .versionId(version.id())
                .isLatest(latest)
                .lastModified(version.modified())
                .owner(Owners.owner(bucket.row().owner()))
                .build());
      } else {
        versions.add(
            software.amazon.awssdk.services.s3.model.ObjectVersion.builder()
                .key(encoding.apply(key))
                .versionId(version.id())
                .isLatest(latest)
                .lastModified(version.modified())
                .eTag(version.quotedEtag())
                .size(version.size())
                .storageClass(version.storageClass())
                .owner(Owners.owner(bucket.row().owner()))
                .build());
      }
      return true;
    }
  }
}
