package dev.forebay.identity.actions;

import dev.forebay.model.AccountRegion;
import java.util.Optional;

/**
 * Tells the ARN behind what a request says, where only a service knows it: the stream of a shard
 * iterator, the path of a user's name. Answers from memory. Thread-safe.
 */
@FunctionalInterface
public interface Lookup {
  /** Knows nothing. */
  Lookup NONE = (place, text) -> Optional.empty();

  /**
   * The ARN that is meant.
   *
   * @param place where the call is made
   * @param text as the request has it, unchecked
   */
  Optional<String> find(AccountRegion place, String text);
}
