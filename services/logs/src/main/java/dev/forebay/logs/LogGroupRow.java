package dev.forebay.logs;

import dev.forebay.model.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A log group as it is stored. Immutable.
 *
 * @param id distinguishes it from an earlier group of the same name
 * @param name 1 to 512 characters
 * @param created milliseconds since the epoch
 * @param retentionDays how long events are kept, if not for ever
 * @param kmsKeyId recorded only
 * @param logGroupClass {@code STANDARD}, {@code INFREQUENT_ACCESS} or {@code DELIVERY}
 * @param deletionProtected whether it may not be deleted
 * @param tags by key
 * @param subscriptions its subscription filters: here, so that whoever adds events knows them
 *     without a further look, and finds the row changed when they are
 */
record LogGroupRow(
    long id,
    String name,
    long created,
    Optional<Integer> retentionDays,
    Optional<String> kmsKeyId,
    String logGroupClass,
    boolean deletionProtected,
    Map<String, String> tags,
    List<SubscriptionRow> subscriptions) {

  LogGroupRow {
    tags = Map.copyOf(tags);
    subscriptions = List.copyOf(subscriptions);
  }

  LogGroupRow withRetention(Optional<Integer> days) {
    return new LogGroupRow(
        id, name, created, days, kmsKeyId, logGroupClass, deletionProtected, tags, subscriptions);
  }

  LogGroupRow withTags(Map<String, String> newTags) {
    return new LogGroupRow(
        id,
        name,
        created,
        retentionDays,
        kmsKeyId,
        logGroupClass,
        deletionProtected,
        newTags,
        subscriptions);
  }

  LogGroupRow withSubscriptions(List<SubscriptionRow> filters) {
    return new LogGroupRow(
        id,
        name,
        created,
        retentionDays,
        kmsKeyId,
        logGroupClass,
        deletionProtected,
        tags,
        filters);
  }

  LogGroupRow withDeletionProtection(boolean on) {
    return new LogGroupRow(
        id, name, created, retentionDays, kmsKeyId, logGroupClass, on, tags, subscriptions);
  }

  /** The first millisecond whose events are still kept. */
  long keptSince(long nowMillis) {
    return retentionDays
        .map(days -> Math.max(0, nowMillis - Duration.ofDays(days).toMillis()))
        .orElse(0L);
  }

  Bytes encode() {
    Encoder out = new Encoder();
    out.fixed(id)
        .text(name)
        .number(created)
        .number(retentionDays.orElse(0))
        .optional(kmsKeyId)
        .text(logGroupClass)
        .number(deletionProtected ? 1 : 0)
        .map(new TreeMap<>(tags))
        .number(subscriptions.size());
    subscriptions.forEach(filter -> filter.encode(out));
    return out.bytes();
  }

  static LogGroupRow decode(Bytes bytes) {
    Decoder in = new Decoder(bytes);
    return new LogGroupRow(
        in.fixed(),
        in.text(),
        in.number(),
        Optional.of((int) in.number()).filter(days -> days > 0),
        in.optional(),
        in.text(),
        in.number() == 1,
        in.map(),
        in.list(SubscriptionRow::decode));
  }
}
