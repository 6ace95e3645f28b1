package dev.forebay.identity.policy;

import java.util.Map;
import java.util.Optional;

/**
 * The name of a condition operator, taken apart ("IAM JSON policy elements: Condition operators",
 * "Multivalued context keys"). Immutable.
 *
 * @param type how a value of the request is compared with one of the policy
 * @param order which order of the two holds; {@link Order#EQUAL} where the type has none
 * @param negated whether it holds when they do not compare
 * @param ifExists whether it holds when the key is missing
 * @param quantifier how several values of the key are taken together
 */
record ConditionOperator(
    Type type, Order order, boolean negated, boolean ifExists, Quantifier quantifier) {
  private static final String IF_EXISTS = "IfExists";
  private static final String FOR_ALL = "ForAllValues:";
  private static final String FOR_ANY = "ForAnyValue:";

  private static final Map<String, ConditionOperator> PLAIN =
      Map.ofEntries(
          Map.entry("StringEquals", plain(Type.STRING, false)),
          Map.entry("StringNotEquals", plain(Type.STRING, true)),
          Map.entry("StringEqualsIgnoreCase", plain(Type.STRING_IGNORE_CASE, false)),
          Map.entry("StringNotEqualsIgnoreCase", plain(Type.STRING_IGNORE_CASE, true)),
          Map.entry("StringLike", plain(Type.STRING_LIKE, false)),
          Map.entry("StringNotLike", plain(Type.STRING_LIKE, true)),
          Map.entry("NumericEquals", plain(Type.NUMERIC, false)),
          Map.entry("NumericNotEquals", plain(Type.NUMERIC, true)),
          Map.entry("NumericLessThan", ordered(Type.NUMERIC, Order.LESS)),
          Map.entry("NumericLessThanEquals", ordered(Type.NUMERIC, Order.LESS_OR_EQUAL)),
          Map.entry("NumericGreaterThan", ordered(Type.NUMERIC, Order.GREATER)),
          Map.entry("NumericGreaterThanEquals", ordered(Type.NUMERIC, Order.GREATER_OR_EQUAL)),
          Map.entry("DateEquals", plain(Type.DATE, false)),
          Map.entry("DateNotEquals", plain(Type.DATE, true)),
          Map.entry("DateLessThan", ordered(Type.DATE, Order.LESS)),
          Map.entry("DateLessThanEquals", ordered(Type.DATE, Order.LESS_OR_EQUAL)),
          Map.entry("DateGreaterThan", ordered(Type.DATE, Order.GREATER)),
          Map.entry("DateGreaterThanEquals", ordered(Type.DATE, Order.GREATER_OR_EQUAL)),
          Map.entry("Bool", plain(Type.BOOL, false)),
          Map.entry("BinaryEquals", plain(Type.BINARY, false)),
          Map.entry("IpAddress", plain(Type.IP_ADDRESS, false)),
          Map.entry("NotIpAddress", plain(Type.IP_ADDRESS, true)),
          Map.entry("ArnEquals", plain(Type.ARN, false)),
          Map.entry("ArnLike", plain(Type.ARN, false)),
          Map.entry("ArnNotEquals", plain(Type.ARN, true)),
          Map.entry("ArnNotLike", plain(Type.ARN, true)),
          Map.entry("Null", plain(Type.NULL, false)));

  /** The operator that a text names, with its case. {@code Null} has no {@code IfExists}. */
  static Optional<ConditionOperator> parse(String text) {
    String name = text;
    Quantifier quantifier = Quantifier.NONE;
    if (name.startsWith(FOR_ALL)) {
      quantifier = Quantifier.ALL;
      name = name.substring(FOR_ALL.length());
    } else if (name.startsWith(FOR_ANY)) {
      quantifier = Quantifier.ANY;
      name = name.substring(FOR_ANY.length());
    }
    boolean ifExists = name.endsWith(IF_EXISTS);
    ConditionOperator plain =
        PLAIN.get(ifExists ? name.substring(0, name.length() - IF_EXISTS.length()) : name);
    if (plain == null || (ifExists && plain.type == Type.NULL)) {
      return Optional.empty();
    }
    return Optional.of(
        new ConditionOperator(plain.type, plain.order, plain.negated, ifExists, quantifier));
  }

  private static ConditionOperator plain(Type type, boolean negated) {
    return new ConditionOperator(type, Order.EQUAL, negated, false, Quantifier.NONE);
  }

  private static ConditionOperator ordered(Type type, Order order) {
    return new ConditionOperator(type, order, false, false, Quantifier.NONE);
  }

  /** How a value of the request is compared with a value of the policy. */
  enum Type {
    /** The same text. */
    STRING,
    /** The same text but for its case. */
    STRING_IGNORE_CASE,
    /** A text that a pattern covers. */
    STRING_LIKE,
    /** Numbers, in their order. */
    NUMERIC,
    /** Instants, in their order. */
    DATE,
    /** {@code true} or {@code false}. */
    BOOL,
    /** The same bytes, both in base 64. */
    BINARY,
    /** An address in a range. */
    IP_ADDRESS,
    /** An ARN that a pattern covers part by part. */
    ARN,
    /** Whether the key is missing. */
    NULL
  }

  /** Which order of the request's value and the policy's holds. */
  enum Order {
    /** The two are equal. */
    EQUAL,
    /** The request's is smaller. */
    LESS,
    /** The request's is not greater. */
    LESS_OR_EQUAL,
    /** The request's is greater. */
    GREATER,
    /** The request's is not smaller. */
    GREATER_OR_EQUAL;

    /** Whether the outcome of a comparison, as of {@link Comparable}, is this order. */
    boolean holds(int comparison) {
      return switch (this) {
        case EQUAL -> comparison == 0;
        case LESS -> comparison < 0;
        case LESS_OR_EQUAL -> comparison <= 0;
        case GREATER -> comparison > 0;
        case GREATER_OR_EQUAL -> comparison >= 0;
      };
    }
  }

  /** How several values of one key are taken together. */
  enum Quantifier {
    /** Not said. */
    NONE,
    /** {@code ForAllValues:}. */
    ALL,
    /** {@code ForAnyValue:}. */
    ANY
  }
}
