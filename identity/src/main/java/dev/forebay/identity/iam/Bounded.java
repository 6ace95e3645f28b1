package dev.forebay.identity.iam;

import java.util.Optional;

/**
 * What can have a permissions boundary. Immutable.
 *
 * @param <T> the row itself
 */
interface Bounded<T> {
  /** The ARN of the policy that is its boundary. */
  Optional<String> boundary();

  /** With another boundary. */
  T withBoundary(Optional<String> other);
}
