package dev.forebay.wire;

import java.util.Optional;

/** Knows access keys. Thread-safe. */
@FunctionalInterface
public interface CredentialSource {
  /**
   * Looks an access key up.
   *
   * @param accessKeyId as the request's credential names it
   * @param sessionToken the {@code X-Amz-Security-Token} that came with it
   */
  Answer find(String accessKeyId, Optional<String> sessionToken);

  /** What is known of an access key. */
  sealed interface Answer {
    /**
     * The key is known and the session token is the one that belongs to it; or it needs none and
     * none came. The session may have ended: see {@link Credential#expires}.
     */
    record Known(Credential credential) implements Answer {}

    /** The key is known, but its session token is missing, damaged or another one's. */
    record WrongToken() implements Answer {}

    /** Nobody has been given this key. */
    record Unknown() implements Answer {}
  }
}
