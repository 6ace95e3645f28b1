package dev.forebay.events;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event bus as it is stored. Immutable.
 *
 * @param name its name
 * @param description as it was given
 * @param policy the resource policy, a JSON document
 * @param kms recorded only
 * @param deadLetterArn recorded only
 * @param logDetail recorded only
 * @param logLevel recorded only
 * @param tags its tags
 * @param created milliseconds since 1970
 * @param modified milliseconds since 1970
 */
record BusRow(
    String name,
    @Nullable String description,
    @Nullable String policy,
    @Nullable String kms,
    @Nullable String deadLetterArn,
    @Nullable String logDetail,
    @Nullable String logLevel,
    Map<String, String> tags,
    long created,
    long modified) {
  BusRow {
    tags = Map.copyOf(tags);
  }

  /** A bus of which only the name is known: the default one. */
  static BusRow named(String name, long now) {
    return new BusRow(name, null, null, null, null, null, null, Map.of(), now, now);
  }

  BusRow withPolicy(@Nullable String document, long now) {
    return new BusRow(
        name, description, document, kms, deadLetterArn, logDetail, logLevel, tags, created, now);
  }

  BusRow withTags(Map<String, String> others) {
    return new BusRow(
        name,
        description,
        policy,
        kms,
        deadLetterArn,
        logDetail,
        logLevel,
        others,
        created,
        modified);
  }
}
