package dev.forebay.dynamodb.expression;

import java.util.List;

/** An expression as it is written, before its placeholders are known. Immutable. */
sealed interface Syntax {
  /** A document path. */
  record Path(List<Step> steps) implements Syntax {}

  /** A step of a path. */
  sealed interface Step {}

  /** A member: {@code name} or {@code #name}. */
  record Member(String text) implements Step {}

  /** An element: {@code [0]}. */
  record Element(int index) implements Step {}

  /** {@code :value}. */
  record Placeholder(String text) implements Syntax {}

  /** A function with its operands. */
  record Call(String function, List<Syntax> operands) implements Syntax {}

  /** Two operands and what stands between: a comparator, plus, minus, AND, OR. */
  record Binary(String operator, Syntax left, Syntax right) implements Syntax {}

  /** {@code NOT}. */
  record Not(Syntax condition) implements Syntax {}

  /** {@code BETWEEN}. */
  record Between(Syntax operand, Syntax low, Syntax high) implements Syntax {}

  /** {@code IN}. */
  record In(Syntax operand, List<Syntax> elements) implements Syntax {}

  /** An update expression's actions, in their order. */
  record Update(List<Action> actions) implements Syntax {}

  /** An action: the section that it stands in, the path, and the value where there is one. */
  record Action(String section, Path path, List<Syntax> value) {}

  /** A projection expression's paths. */
  record Projection(List<Path> paths) implements Syntax {}
}
