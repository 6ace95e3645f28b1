package dev.forebay.events;

import org.jspecify.annotations.Nullable;

/**
 * A connection as it is stored. Immutable.
 *
 * @param name its name
 * @param id the last part of its ARN
 * @param description as it was given
 * @param type {@code BASIC}, {@code API_KEY} or {@code OAUTH_CLIENT_CREDENTIALS}
 * @param auth as {@link ConnectionAuth} writes it, secrets included
 * @param kms recorded only
 * @param state as AWS calls it
 * @param stateReason why
 * @param created milliseconds since 1970
 * @param modified milliseconds since 1970
 * @param authorized milliseconds since 1970, 0 for never
 */
record ConnectionRow(
    String name,
    String id,
    @Nullable String description,
    String type,
    String auth,
    @Nullable String kms,
    String state,
    @Nullable String stateReason,
    long created,
    long modified,
    long authorized) {
  ConnectionRow in(String other, @Nullable String reason, long now) {
    return new ConnectionRow(
        name,
        id,
        description,
        type,
        auth,
        kms,
        other,
        reason,
        created,
        now,
        other.equals("AUTHORIZED") ? now : authorized);
  }

  /** Without what it signs with. */
  @Override
  public String toString() {
    return "connection " + name;
  }
}
