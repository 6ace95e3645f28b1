package dev.forebay.dynamodb.table;

import dev.forebay.dynamodb.store.RowReader;
import dev.forebay.dynamodb.store.RowWriter;
import java.util.Map;
import java.util.Optional;

/**
 * What a table has besides keys, indexes and capacity. Immutable.
 *
 * @param deletionProtection whether DeleteTable is refused
 * @param tableClass the class, if one was named
 * @param encryption {@code KMS} or {@code AES256}, if server-side encryption was asked for
 * @param kmsKey the key named for it
 * @param pointInTimeRecovery since when it is asked for, in milliseconds of the epoch; -1 if not
 * @param policy its resource policy
 * @param tags its tags
 */
public record TableOptions(
    boolean deletionProtection,
    Optional<String> tableClass,
    Optional<String> encryption,
    Optional<String> kmsKey,
    long pointInTimeRecovery,
    Optional<String> policy,
    Map<String, String> tags) {
  /** Copies the map. */
  public TableOptions {
    tags = Map.copyOf(tags);
  }

  TableOptions withDeletionProtection(boolean other) {
    return new TableOptions(
        other, tableClass, encryption, kmsKey, pointInTimeRecovery, policy, tags);
  }

  TableOptions withClass(String other) {
    return new TableOptions(
        deletionProtection,
        Optional.of(other),
        encryption,
        kmsKey,
        pointInTimeRecovery,
        policy,
        tags);
  }

  TableOptions withEncryption(Optional<String> other, Optional<String> key) {
    return new TableOptions(
        deletionProtection, tableClass, other, key, pointInTimeRecovery, policy, tags);
  }

  TableOptions withRecovery(long since) {
    return new TableOptions(
        deletionProtection, tableClass, encryption, kmsKey, since, policy, tags);
  }

  TableOptions withPolicy(Optional<String> other) {
    return new TableOptions(
        deletionProtection, tableClass, encryption, kmsKey, pointInTimeRecovery, other, tags);
  }

  TableOptions withTags(Map<String, String> others) {
    return new TableOptions(
        deletionProtection, tableClass, encryption, kmsKey, pointInTimeRecovery, policy, others);
  }

  void write(RowWriter out) {
    out.flag(deletionProtection)
        .optional(tableClass)
        .optional(encryption)
        .optional(kmsKey)
        .number(pointInTimeRecovery)
        .optional(policy)
        .map(tags);
  }

  static TableOptions read(RowReader in) {
    return new TableOptions(
        in.flag(),
        in.optional(),
        in.optional(),
        in.optional(),
        in.number(),
        in.optional(),
        in.map());
  }
}
