package dev.forebay.identity;

import dev.forebay.wire.Credential;
import java.util.Optional;

/** The access keys that IAM has given out. Thread-safe. */
@FunctionalInterface
public interface LongLivedKeys {
  /** There are none. */
  LongLivedKeys NONE = _ -> Optional.empty();

  /** A key as of now; empty when IAM has given out none of that id, or has taken it back. */
  Optional<Key> find(String accessKeyId);

  /**
   * An access key.
   *
   * @param credential what it is and whom it stands for
   * @param active whether it may be used
   */
  record Key(Credential credential, boolean active) {}
}
