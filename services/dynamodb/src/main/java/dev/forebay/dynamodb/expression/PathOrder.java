package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.expression.DocumentPath.Element;
import java.util.Comparator;

/** Orders paths so that of two into one list the lower index comes first. */
enum PathOrder implements Comparator<DocumentPath> {
  INDEXES;

  @Override
  public int compare(DocumentPath one, DocumentPath other) {
    if (!one.attribute().equals(other.attribute())) {
      return one.attribute().compareTo(other.attribute());
    }
    for (int i = 0; i < Math.min(one.rest().size(), other.rest().size()); i++) {
      int order = compare(one.rest().get(i), other.rest().get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.rest().size(), other.rest().size());
  }

  private static int compare(DocumentPath.Step one, DocumentPath.Step other) {
    return one instanceof Element(int index) && other instanceof Element(int second)
        ? Integer.compare(index, second)
        : one.toString().compareTo(other.toString());
  }
}
