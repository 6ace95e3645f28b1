package dev.forebay.dynamodb.expression;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which attributes a condition looks at. */
public final class NamedAttributes {
  private NamedAttributes() {}

  /** Their names, in the order of the condition. */
  public static Set<String> of(Condition condition) {
    Set<String> names = new LinkedHashSet<>();
    paths(condition).forEach(path -> names.add(path.attribute()));
    return names;
  }

  private static List<DocumentPath> paths(Condition condition) {
    List<DocumentPath> paths = new ArrayList<>();
    switch (condition) {
      case Condition.And(var conditions) -> conditions.forEach(each -> paths.addAll(paths(each)));
      case Condition.Or(var conditions) -> conditions.forEach(each -> paths.addAll(paths(each)));
      case Condition.Not(var inner) -> paths.addAll(paths(inner));
      case Condition.Compare(var comparator, var left, var right) -> add(paths, left, right);
      case Condition.Between(var operand, var low, var high) -> add(paths, operand, low, high);
      case Condition.In(var operand, var elements) -> {
        add(paths, operand);
        elements.forEach(element -> add(paths, element));
      }
      case Condition.Exists(var operand) -> add(paths, operand);
      case Condition.OfType(var operand, var type) -> add(paths, operand);
      case Condition.BeginsWith(var operand, var prefix) -> add(paths, operand, prefix);
      case Condition.Contains(var operand, var part) -> add(paths, operand, part);
    }
    return paths;
  }

  private static void add(List<DocumentPath> paths, Operand... operands) {
    for (Operand operand : operands) {
      switch (operand) {
        case Operand.At(DocumentPath path) -> paths.add(path);
        case Operand.Size(Operand inner) -> add(paths, inner);
        case Operand.Literal literal -> {}
      }
    }
  }
}
