package dev.forebay.s3;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.BucketLifecycleConfiguration;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * When a bucket's rules say that objects have lived long enough ("Expiring objects", Amazon S3 User
 * Guide): so many days after they were written, at the midnight (UTC) that follows. Thread-safe.
 */
final class Expiry {
  private final Setting setting;

  Expiry(Setting setting) {
    this.setting = setting;
  }

  /** The rules that are in force. */
  List<LifecycleRule> rules(BucketRow bucket) {
    return setting
        .read(bucket, Setting.LIFECYCLE, BucketLifecycleConfiguration.builder())
        .map(configuration -> configuration.rules())
        .orElse(List.of())
        .stream()
        .filter(rule -> "Enabled".equals(rule.statusAsString()))
        .toList();
  }

  /** The midnight after so many days. */
  static Instant after(Instant start, int days) {
    Instant due = start.plus(Duration.ofDays(days));
    Instant midnight = due.truncatedTo(ChronoUnit.DAYS);
    return midnight.equals(due) ? due : midnight.plus(Duration.ofDays(1));
  }

  /** When a current version expires by a rule; empty when it does not. */
  static Optional<Instant> due(LifecycleRule rule, String key, ObjectVersion version) {
    if (rule.expiration() == null || !covers(rule, key, version)) {
      return Optional.empty();
    }
    if (rule.expiration().days() != null) {
      return Optional.of(after(version.modified(), rule.expiration().days()));
    }
    return Optional.ofNullable(rule.expiration().date());
  }

  /** Whether a rule is about a version. */
  static boolean covers(LifecycleRule rule, String key, ObjectVersion version) {
    LifecycleRuleFilter filter = rule.filter();
    if (filter == null) {
      return key.startsWith(prefixOf(rule));
    }
    return key.startsWith(prefixOf(rule))
        && tagsOf(filter).stream()
            .allMatch(tag -> tag.value().equals(version.tags().get(tag.key())))
        && version.size() > greaterThan(filter)
        && version.size() < lessThan(filter);
  }

  @SuppressWarnings("deprecation") // rules of the older form have their prefix here
  static String prefixOf(LifecycleRule rule) {
    LifecycleRuleFilter filter = rule.filter();
    if (filter == null) {
      return ListOperations.orEmpty(rule.prefix());
    }
    return ListOperations.orEmpty(filter.and() != null ? filter.and().prefix() : filter.prefix());
  }

  private static List<Tag> tagsOf(LifecycleRuleFilter filter) {
    return filter.and() != null
        ? filter.and().tags()
        : filter.tag() != null ? List.of(filter.tag()) : List.of();
  }

  private static long greaterThan(LifecycleRuleFilter filter) {
    Long bound =
        filter.and() != null
            ? filter.and().objectSizeGreaterThan()
            : filter.objectSizeGreaterThan();
    return bound == null ? -1 : bound;
  }

  private static long lessThan(LifecycleRuleFilter filter) {
    Long bound =
        filter.and() != null ? filter.and().objectSizeLessThan() : filter.objectSizeLessThan();
    return bound == null ? Long.MAX_VALUE : bound;
  }

  /** What an answer says of an object that will expire. */
  Optional<String> header(OpenBucket bucket, String key, ObjectVersion version) {
    if (bucket.row().setting(Setting.LIFECYCLE).isEmpty()) {
      return Optional.empty();
    }
    return rules(bucket.row()).stream()
        .flatMap(rule ->
            due(rule, key, version).stream()
                .map(due ->
                    "expiry-date=\""
                        + HttpDate.format(due)
                        + "\", rule-id=\""
                        + ListOperations.orEmpty(rule.id())
                        + "\""))
        .findFirst();
  }
}
