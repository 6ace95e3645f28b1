package dev.forebay.identity.policy;

import java.util.List;
import java.util.Set;

/**
 * One key under one operator of a {@code Condition}. All of a statement's must hold. Immutable.
 *
 * @param operator how to compare
 * @param key the condition key, in lower case
 * @param operands the policy's values, of which one must compare
 * @param spelling how the policy writes it
 */
record Condition(
    ConditionOperator operator, String key, List<Operand> operands, Spelling spelling) {
  /**
   * A condition as it is written. Immutable.
   *
   * @param operator such as {@code ForAnyValue:StringLike}
   * @param key with its case
   * @param values as texts
   */
  record Spelling(String operator, String key, List<String> values) {
    /** Copies the list. */
    Spelling {
      values = List.copyOf(values);
    }
  }

  /** Copies the list. */
  Condition {
    operands = List.copyOf(operands);
  }

  /**
   * Whether it holds for a request.
   *
   * @param effect the statement's. What cannot be compared, such as no number with a number or an
   *     unresolved variable, holds only where that denies: under a negated operator of a denial.
   */
  boolean holds(ContextKeys keys, Effect effect) {
    List<String> values = keys.valuesOf(key);
    if (operator.type() == ConditionOperator.Type.NULL) {
      return compare(values.isEmpty() ? "true" : "false", keys) == Outcome.SAME;
    }
    boolean quantified = operator.quantifier() != ConditionOperator.Quantifier.NONE;
    if (values.isEmpty() || (quantified && values.stream().allMatch(String::isEmpty))) {
      return holdsForMissing();
    }
    boolean all =
        switch (operator.quantifier()) {
          case ALL -> true;
          case ANY -> false;
          // Negation turns "one of the values compares" into "none does".
          case NONE -> operator.negated();
        };
    for (String value : values) {
      if (holdsFor(value, keys, effect) != all) {
        return !all;
      }
    }
    return all;
  }

  /** How a request that it does not hold for misses it. */
  Miss failed(ContextKeys keys) {
    return new Miss.FailedCondition(
        spelling.operator(), spelling.key(), spelling.values(), keys.valuesOf(key));
  }

  private boolean holdsForMissing() {
    return operator.ifExists()
        || switch (operator.quantifier()) {
          case ALL -> true;
          case ANY -> false;
          case NONE -> operator.negated();
        };
  }

  private boolean holdsFor(String value, ContextKeys keys, Effect effect) {
    return switch (compare(value, keys)) {
      case SAME -> !operator.negated();
      case OTHER -> operator.negated();
      case UNKNOWN -> operator.negated() && effect == Effect.DENY;
    };
  }

  // One that compares decides; otherwise one that cannot be compared leaves it open.
  private Outcome compare(String value, ContextKeys keys) {
    Outcome outcome = operands.isEmpty() ? Outcome.UNKNOWN : Outcome.OTHER;
    for (Operand operand : operands) {
      Outcome one = operand.compare(value, keys);
      if (one == Outcome.SAME) {
        return one;
      }
      if (one == Outcome.UNKNOWN) {
        outcome = one;
      }
    }
    return outcome;
  }

  /** Adds its key and those of its variables, in lower case. */
  void addContextKeys(Set<String> all) {
    all.add(key);
    operands.forEach(operand -> operand.addContextKeys(all));
  }
}
