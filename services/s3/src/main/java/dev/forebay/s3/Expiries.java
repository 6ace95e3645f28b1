package dev.forebay.s3;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.storage.TableSpace.Range;
import dev.forebay.storage.TableSpace.Row;
import dev.forebay.storage.rows.Decoder;
import dev.forebay.wire.AwsException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/**
 * Lets objects, older versions and forgotten uploads go when their buckets' rules say so: at each
 * midnight (UTC) by the clock. Thread-safe.
 */
final class Expiries implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Expiries.class);
  private static final int PAGE = 500;

  private final Buckets buckets;
  private final Uploads uploads;
  private final Expiry expiry;
  private final DeleteOperations deletes;
  private final Clock clock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger running = new AtomicInteger();

  Expiries(Buckets buckets, Uploads uploads, Expiry expiry, DeleteOperations deletes, Clock clock) {
    this.buckets = buckets;
    this.uploads = uploads;
    this.expiry = expiry;
    this.deletes = deletes;
    this.clock = clock;
  }

  /** Waits for the next midnight. */
  void schedule() {
    Instant midnight = clock.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));
    clock.schedule(
        midnight,
        () -> {
          if (closed.get()) {
            return;
          }
          schedule();
          running.incrementAndGet();
          Thread.ofVirtual().name("s3-expiry").start(this::runOnce);
        });
  }

  private void runOnce() {
    try {
      run();
    } finally {
      running.decrementAndGet();
    }
  }

  /** How many rounds are under way. */
  int running() {
    return running.get();
  }

  /** Goes through every bucket that has rules. */
  void run() {
    Instant now = clock.now();
    for (OpenBucket bucket : buckets.all()) {
      List<LifecycleRule> rules = expiry.rules(bucket.row());
      if (rules.isEmpty() || closed.get()) {
        continue;
      }
      try {
        expire(bucket, rules, now);
      } catch (RuntimeException e) {
        LOG.error("the rules of {} could not be applied", bucket.name(), e);
      }
    }
  }

  private void expire(OpenBucket bucket, List<LifecycleRule> rules, Instant now) {
    Bytes from = Bytes.EMPTY;
    while (true) {
      List<Row> page =
          bucket.space().scan(new Range(Keys.HEAD, from, Optional.empty(), false), PAGE);
      for (Row row : page) {
        String key = row.key().key().toUtf8();
        expireOlder(bucket, key, Head.decode(row.value()).current(), rules, now);
        expireCurrent(bucket, key, Head.decode(row.value()), rules, now);
      }
      if (page.size() < PAGE) {
        break;
      }
      from = Listing.next(page.getLast().key().key());
    }
    abortUploads(bucket, rules, now);
  }

  private void expireCurrent(
      OpenBucket bucket, String key, Head head, List<LifecycleRule> rules, Instant now) {
    ObjectVersion current = head.current();
    for (LifecycleRule rule : rules) {
      if (current.marker()) {
        boolean alone = !hasOlder(bucket, key);
        boolean wanted =
            rule.expiration() != null
                && (Boolean.TRUE.equals(rule.expiration().expiredObjectDeleteMarker())
                    || rule.expiration().days() != null)
                && key.startsWith(Expiry.prefixOf(rule));
        if (alone && wanted) {
          delete(bucket, key, Optional.of(current.id()));
          return;
        }
      } else if (Expiry.due(rule, key, current).filter(due -> !due.isAfter(now)).isPresent()) {
        delete(bucket, key, Optional.empty());
        return;
      }
    }
  }

  private static boolean hasOlder(OpenBucket bucket, String key) {
    Bytes from = Keys.below(key);
    return !bucket.space().scan(new Range(Keys.OLDER, from, Keys.end(from), false), 1).isEmpty();
  }

  private void expireOlder(
      OpenBucket bucket,
      String key,
      ObjectVersion current,
      List<LifecycleRule> rules,
      Instant now) {
    if (rules.stream().noneMatch(rule -> rule.noncurrentVersionExpiration() != null)) {
      return;
    }
    Instant replaced = current.modified();
    int newer = 0;
    Bytes from = Keys.below(key);
    Optional<Bytes> end = Keys.end(from);
    while (true) {
      List<Row> page = bucket.space().scan(new Range(Keys.OLDER, from, end, false), PAGE);
      for (Row row : page) {
        ObjectVersion version = ObjectVersion.decode(new Decoder(row.value()));
        if (isPast(rules, key, version, replaced, newer, now)) {
          delete(bucket, key, Optional.of(version.id()));
        } else {
          newer++;
        }
        replaced = version.modified();
      }
      if (page.size() < PAGE) {
        return;
      }
      from = Listing.next(page.getLast().key().key());
    }
  }

  private static boolean isPast(
      List<LifecycleRule> rules,
      String key,
      ObjectVersion version,
      Instant replaced,
      int newer,
      Instant now) {
    for (LifecycleRule rule : rules) {
      var past = rule.noncurrentVersionExpiration();
      if (past != null
          && past.noncurrentDays() != null
          && Expiry.covers(rule, key, version)
          && newer >= (past.newerNoncurrentVersions() == null ? 0 : past.newerNoncurrentVersions())
          && !Expiry.after(replaced, past.noncurrentDays()).isAfter(now)) {
        return true;
      }
    }
    return false;
  }

  private void abortUploads(OpenBucket bucket, List<LifecycleRule> rules, Instant now) {
    for (UploadRow upload : uploads.all(bucket)) {
      for (LifecycleRule rule : rules) {
        var abort = rule.abortIncompleteMultipartUpload();
        if (abort != null
            && abort.daysAfterInitiation() != null
            && !upload.done()
            && upload.key().startsWith(Expiry.prefixOf(rule))
            && !Expiry.after(upload.initiated(), abort.daysAfterInitiation()).isAfter(now)) {
          uploads.drop(bucket, upload);
          break;
        }
      }
    }
  }

  private void delete(OpenBucket bucket, String key, Optional<String> versionId) {
    try {
      deletes.expire(bucket, key, versionId, "LifecycleExpiration");
    } catch (AwsException locked) {
      // A locked version stays until its lock ends.
      LOG.debug("{} of {} stays", key, bucket.name(), locked);
    }
  }

  @Override
  public void close() {
    closed.set(true);
  }
}
