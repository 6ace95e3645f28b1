package dev.forebay.dynamodb.expression;

import java.util.List;

/** Paths of one expression must not lead to the same place. */
final class PathOverlap {
  private PathOverlap() {}

  static void check(List<DocumentPath> paths) {
    for (int i = 0; i < paths.size(); i++) {
      for (int j = i + 1; j < paths.size(); j++) {
        check(paths.get(i), paths.get(j));
      }
    }
  }

  private static void check(DocumentPath one, DocumentPath other) {
    if (one.covers(other) || other.covers(one)) {
      throw new SyntaxError(
          "Two document paths overlap with each other; must remove or rewrite one of these paths;"
              + " path one: "
              + one
              + ", path two: "
              + other);
    }
    if (one.contradicts(other)) {
      throw new SyntaxError(
          "Two document paths conflict with each other; must remove or rewrite one of these paths;"
              + " path one: "
              + one
              + ", path two: "
              + other);
    }
  }
}
