package dev.forebay.identity.policy;

import dev.forebay.identity.policy.ConditionOperator.Order;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/** A value of the policy, ready to be compared with those of requests. Immutable. */
sealed interface Operand {
  /** Compares a request's value with it. */
  Outcome compare(String value, ContextKeys keys);

  /** Adds the keys of its variables, in lower case. */
  default void addContextKeys(Set<String> all) {}

  /**
   * Compiles a value.
   *
   * @param variables whether the document's version has variables
   */
  static Operand of(ConditionOperator operator, String text, boolean variables) {
    return switch (operator.type()) {
      case STRING -> new Text(Template.of(text, variables, Template.Wildcards.NONE), false);
      case STRING_IGNORE_CASE ->
          new Text(Template.of(text, variables, Template.Wildcards.NONE), true);
      case STRING_LIKE -> new Like(Template.of(text, variables, Template.Wildcards.ANYTHING));
      case ARN -> new Like(Template.of(text, variables, Template.Wildcards.ARN_PARTS));
      case BOOL -> new Text(Template.of(text, variables, Template.Wildcards.NONE), true);
      case NULL -> new Text(Template.of(text, false, Template.Wildcards.NONE), true);
      case NUMERIC -> new Numeric(number(text), operator.order());
      case DATE -> new Date(DateText.parse(text), operator.order());
      case BINARY -> new Binary(bytes(text));
      case IP_ADDRESS -> new Address(IpRange.parse(text));
    };
  }

  private static Optional<BigDecimal> number(String text) {
    // Nothing longer is a number that anybody means, and comparing it would take long.
    if (text.isEmpty() || text.length() > 64) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> bytes(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A text, to be the same. */
  record Text(Template template, boolean ignoreCase) implements Operand {
    @Override
    public Outcome compare(String value, ContextKeys keys) {
      return template
          .text(keys)
          .map(text -> Outcome.of(ignoreCase ? text.equalsIgnoreCase(value) : text.equals(value)))
          .orElse(Outcome.UNKNOWN);
    }

    @Override
    public void addContextKeys(Set<String> all) {
      template.addContextKeys(all);
    }
  }

  /** A pattern, to cover the value. */
  record Like(Template template) implements Operand {
    @Override
    public Outcome compare(String value, ContextKeys keys) {
      return template
          .glob(keys)
          .map(glob -> Outcome.of(glob.matches(value)))
          .orElse(Outcome.UNKNOWN);
    }

    @Override
    public void addContextKeys(Set<String> all) {
      template.addContextKeys(all);
    }
  }

  /** A number. */
  record Numeric(Optional<BigDecimal> number, Order order) implements Operand {
    @Override
    public Outcome compare(String value, ContextKeys keys) {
      Optional<BigDecimal> other = Operand.number(value);
      return number.isEmpty() || other.isEmpty()
          ? Outcome.UNKNOWN
          : Outcome.of(order.holds(other.get().compareTo(number.get())));
    }
  }

  /** An instant. */
  record Date(Optional<Instant> instant, Order order) implements Operand {
    @Override
    public Outcome compare(String value, ContextKeys keys) {
      Optional<Instant> other = DateText.parse(value);
      return instant.isEmpty() || other.isEmpty()
          ? Outcome.UNKNOWN
          : Outcome.of(order.holds(other.get().compareTo(instant.get())));
    }
  }

  /** Bytes. */
  record Binary(Optional<byte[]> bytes) implements Operand {
    @Override
    public Outcome compare(String value, ContextKeys keys) {
      Optional<byte[]> other = Operand.bytes(value);
      return bytes.isEmpty() || other.isEmpty()
          ? Outcome.UNKNOWN
          : Outcome.of(Arrays.equals(bytes.get(), other.get()));
    }
  }

  /** Addresses. */
  record Address(Optional<IpRange> range) implements Operand {
    @Override
    public Outcome compare(String value, ContextKeys keys) {
      Optional<IpRange> other = IpRange.parse(value);
      return range.isEmpty() || other.isEmpty()
          ? Outcome.UNKNOWN
          : Outcome.of(range.get().contains(other.get()));
    }
  }
}
