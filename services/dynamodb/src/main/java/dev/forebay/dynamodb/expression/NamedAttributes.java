package dev.forebay.dynamodb.expression;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which attributes expressions look at. */
public final class NamedAttributes {
  private NamedAttributes() {}

  /** Their names, in the order of the condition. */
  public static Set<String> of(Condition condition) {
    Set<String> names = new LinkedHashSet<>();
    paths(condition).forEach(path -> names.add(path.attribute()));
    return names;
  }

  /** All paths of an update: those that it changes, and those that it reads. */
  public static List<DocumentPath> paths(Update update) {
    List<DocumentPath> paths = new ArrayList<>(update.paths());
    for (Update.Action action : update.actions()) {
      if (action instanceof Update.Put(DocumentPath path, Term value)) {
        add(paths, value);
      }
    }
    return paths;
  }

  private static void add(List<DocumentPath> paths, Term term) {
    switch (term) {
      case Term.Literal literal -> {}
      case Term.At(DocumentPath path) -> paths.add(path);
      case Term.IfNotExists(DocumentPath path, Term otherwise) -> {
        paths.add(path);
        add(paths, otherwise);
      }
      case Term.ListAppend(Term first, Term second) -> add(paths, first, second);
      case Term.Sum(Term first, Term second) -> add(paths, first, second);
      case Term.Difference(Term first, Term second) -> add(paths, first, second);
    }
  }

  private static void add(List<DocumentPath> paths, Term first, Term second) {
    add(paths, first);
    add(paths, second);
  }

  /** All paths of a condition. */
  public static List<DocumentPath> paths(Condition condition) {
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
