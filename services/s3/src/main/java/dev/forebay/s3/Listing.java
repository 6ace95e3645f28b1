package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Walks a table of a bucket in the order of keys, with a prefix and a delimiter: keys that agree up
 * to the delimiter become one common prefix, and the walk jumps over the rest of them. Confined to
 * one thread.
 */
final class Listing {
  private static final int PAGE = 500;

  private final OpenBucket bucket;
  private final String prefix;
  private final String delimiter;
  private final int limit;
  private final List<String> prefixes = new ArrayList<>();
  private int count;
  private boolean truncated;
  private String last = "";
  private boolean lastIsPrefix;

  Listing(OpenBucket bucket, String prefix, String delimiter, int limit) {
    this.bucket = bucket;
    this.prefix = prefix;
    this.delimiter = delimiter;
    this.limit = limit;
  }

  /** How a row tells its key, and whether it is to be listed. */
  interface Rows {
    /** The key of a row. */
    String key(Row row);

    /** Whether the row is listed. */
    boolean counts(Row row);
  }

  /** The current versions, without delete markers. */
  static final Rows HEADS =
      new Rows() {
        @Override
        public String key(Row row) {
          return row.key().key().toUtf8();
        }

        @Override
        public boolean counts(Row row) {
          return !Head.decode(row.value()).current().marker();
        }
      };

  /** The uploads under way. */
  static final Rows UPLOADS =
      new Rows() {
        @Override
        public String key(Row row) {
          return Keys.keyOf(row.key());
        }

        @Override
        public boolean counts(Row row) {
          return !UploadRow.decode(row.value()).done();
        }
      };

  /**
   * Walks.
   *
   * @param from the first place to look at, beyond what was listed before
   * @param action takes what is no common prefix
   */
  void walk(String table, Rows rows, Bytes from, BiConsumer<String, Row> action) {
    Bytes start = Bytes.utf8(prefix);
    Bytes cursor = from.compareTo(start) > 0 ? from : start;
    Optional<Bytes> end = Keys.end(start);
    while (true) {
      if (limit == 0 || (end.isPresent() && cursor.compareTo(end.get()) >= 0)) {
        return;
      }
      int page = Math.min(PAGE, limit - count + 1);
      List<Row> found = bucket.space().scan(new Range(table, cursor, end, false), page);
      Optional<Bytes> jump = Optional.empty();
      for (Row row : found) {
        if (!rows.counts(row)) {
          continue;
        }
        String key = rows.key(row);
        Optional<String> common = common(key);
        if (count == limit) {
          truncated = true;
          return;
        }
        count++;
        last = common.orElse(key);
        lastIsPrefix = common.isPresent();
        if (common.isPresent()) {
          prefixes.add(common.get());
          jump = Keys.end(Bytes.utf8(common.get()));
          break;
        }
        action.accept(key, row);
      }
      if (jump.isPresent()) {
        cursor = jump.get();
      } else if (found.size() < page) {
        return;
      } else {
        cursor = next(found.getLast().key().key());
      }
    }
  }

  private Optional<String> common(String key) {
    if (delimiter.isEmpty()) {
      return Optional.empty();
    }
    int at = key.indexOf(delimiter, prefix.length());
    return at < 0 ? Optional.empty() : Optional.of(key.substring(0, at + delimiter.length()));
  }

  /** Just beyond a place. */
  static Bytes next(Bytes place) {
    byte[] bytes = java.util.Arrays.copyOf(place.toArray(), place.size() + 1);
    return Bytes.wrap(bytes);
  }

  /** Beyond a key, or beyond all keys with a prefix. */
  static Bytes beyond(String text, boolean isPrefix) {
    Bytes bytes = Bytes.utf8(text);
    return isPrefix ? Keys.end(bytes).orElse(bytes) : next(bytes);
  }

  List<String> prefixes() {
    return prefixes;
  }

  int count() {
    return count;
  }

  boolean truncated() {
    return truncated;
  }

  /** What was listed last, a key or a common prefix. */
  String last() {
    return last;
  }

  boolean lastIsPrefix() {
    return lastIsPrefix;
  }
}
