package dev.forebay.identity.iam;

import java.util.List;
import java.util.Map;

/**
 * What policies can be given to: a user, a group or a role. Immutable.
 *
 * @param <T> the row itself
 */
interface Holder<T> extends Named {
  /** Inline policies by their names, in order. */
  Map<String, Document> inline();

  /** The ARNs of attached policies, oldest first. */
  List<String> attached();

  /** With other policies. */
  T withPolicies(Map<String, Document> inline, List<String> attached);
}
