package dev.forebay.identity.iam;

import java.util.Map;

/**
 * What can have tags. Immutable.
 *
 * @param <T> the row itself
 */
interface Tagged<T> {
  /** The tags by their keys, in order. */
  Map<String, String> tags();

  /** With other tags. */
  T withTags(Map<String, String> others);
}
