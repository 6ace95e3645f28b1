package dev.forebay.wire;

import java.time.Instant;
import java.util.Optional;

/**
 * An access key that is known, and whom it stands for. Immutable.
 *
 * @param accessKeyId {@code AKIA…} or, for a session, {@code ASIA…}
 * @param secretAccessKey what requests are signed with
 * @param sessionToken must come with each request, for a session
 * @param caller whom it stands for
 * @param expires when the session ends
 */
public record Credential(
    String accessKeyId,
    String secretAccessKey,
    Optional<String> sessionToken,
    Caller caller,
    Optional<Instant> expires) {

  /** Without the secret. */
  @Override
  public String toString() {
    return accessKeyId + " of " + caller.name();
  }
}
