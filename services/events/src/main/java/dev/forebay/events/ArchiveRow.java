package dev.forebay.events;

import org.jspecify.annotations.Nullable;

/**
 * An archive as it is stored. Immutable.
 *
 * @param name its name
 * @param id tells its log from that of an earlier archive of the same name
 * @param busArn whose events it keeps
 * @param description as it was given
 * @param pattern which events it wants; all of them without
 * @param retentionDays how long they stay; 0 for ever
 * @param kms recorded only
 * @param created milliseconds since 1970
 */
record ArchiveRow(
    String name,
    String id,
    String busArn,
    @Nullable String description,
    @Nullable String pattern,
    int retentionDays,
    @Nullable String kms,
    long created) {}
