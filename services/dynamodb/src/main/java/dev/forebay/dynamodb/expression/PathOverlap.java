package dev.forebay.dynamodb.expression;

import java.util.List;
import java.util.Optional;

/** Paths of one expression must not lead to the same place. */
public final class PathOverlap {
  private PathOverlap() {}

  static void check(List<DocumentPath> paths) {
    fault(paths)
        .ifPresent(fault -> {
          throw new SyntaxError(fault);
        });
  }

  /** What the first two paths that do not go together do; empty if all do. */
  public static Optional<String> fault(List<DocumentPath> paths) {
    for (int i = 0; i < paths.size(); i++) {
      for (int j = i + 1; j < paths.size(); j++) {
        DocumentPath one = paths.get(i);
        DocumentPath other = paths.get(j);
        if (one.covers(other) || other.covers(one)) {
          return Optional.of(fault("overlap", one, other));
        }
        if (one.contradicts(other)) {
          return Optional.of(fault("conflict", one, other));
        }
      }
    }
    return Optional.empty();
  }

  private static String fault(String what, DocumentPath one, DocumentPath other) {
    return "Two document paths "
        + what
        + " with each other; must remove or rewrite one of these paths; path one: "
        + one
        + ", path two: "
        + other;
  }
}
