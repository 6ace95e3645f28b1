package dev.forebay.identity.policy;

import java.util.List;
import java.util.Locale;

/**
 * {@code Action} or {@code NotAction}: names have no case. Immutable.
 *
 * @param patterns in lower case, at least one
 * @param negated whether the statement is about all other actions
 */
record ActionSet(List<Glob> patterns, boolean negated) {
  /** Copies the list. */
  ActionSet {
    patterns = List.copyOf(patterns);
  }

  /** Compiles the names as written. */
  static ActionSet of(List<String> names, boolean negated) {
    return new ActionSet(
        names.stream().map(name -> Glob.ofText(name.toLowerCase(Locale.ROOT))).toList(), negated);
  }

  /** Whether the statement is about an action, given in lower case. */
  boolean covers(String action) {
    for (Glob pattern : patterns) {
      if (pattern.matches(action)) {
        return !negated;
      }
    }
    return negated;
  }
}
