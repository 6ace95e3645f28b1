package dev.forebay.wire;

import java.util.Optional;

/** Knows access keys. Thread-safe. */
@FunctionalInterface
public interface CredentialSource {
  /** The credential of an access key id, if it is known. */
  Optional<Credential> find(String accessKeyId);
}
