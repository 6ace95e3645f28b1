package dev.forebay.events;

import org.jspecify.annotations.Nullable;

/**
 * An API destination as it is stored. Immutable.
 *
 * @param name its name
 * @param id the last part of its ARN
 * @param description as it was given
 * @param connectionArn how it is signed in
 * @param endpoint the URL, with {@code *} for path parameters
 * @param method the HTTP method
 * @param rate calls a second; recorded only
 * @param created milliseconds since 1970
 * @param modified milliseconds since 1970
 */
record DestinationRow(
    String name,
    String id,
    @Nullable String description,
    String connectionArn,
    String endpoint,
    String method,
    int rate,
    long created,
    long modified) {}
