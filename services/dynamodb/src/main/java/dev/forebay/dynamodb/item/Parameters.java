package dev.forebay.dynamodb.item;

import dev.forebay.dynamodb.expression.Binder;
import dev.forebay.dynamodb.expression.Bindings;
import dev.forebay.dynamodb.expression.Condition;
import dev.forebay.dynamodb.expression.Expressions;
import dev.forebay.dynamodb.expression.Projection;
import dev.forebay.dynamodb.value.Errors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The expressions of one request, or the older parameters in their place. Confined to one thread.
 */
final class Parameters {
  private final List<String> expressions = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();
  private final List<String> older = new ArrayList<>();

  /** Notes an expression, which may be missing. */
  Parameters expression(String member, @Nullable String text) {
    (text == null ? absent : expressions).add(member);
    return this;
  }

  /** Notes an older parameter. */
  Parameters older(String member, boolean isThere) {
    if (isThere) {
      older.add(member);
    }
    return this;
  }

  /**
   * The binder of the request's expressions.
   *
   * @throws dev.forebay.wire.AwsException 400 when both kinds are there, or placeholders without
   *     expressions, or placeholders that are none
   */
  Bound bind(
      Expressions known,
      boolean hasNames,
      Map<String, String> names,
      boolean hasValues,
      Map<String, AttributeValue> values) {
    List<String> used = new ArrayList<>();
    if (hasNames) {
      used.add("ExpressionAttributeNames");
    }
    if (hasValues) {
      used.add("ExpressionAttributeValues");
    }
    used.addAll(expressions);
    if (!older.isEmpty() && !used.isEmpty()) {
      throw Errors.validation(
          "Can not use both expression and non-expression parameters in the same request:"
              + " Non-expression parameters: {"
              + String.join(", ", older)
              + "} Expression parameters: {"
              + String.join(", ", expressions.isEmpty() ? used : expressions)
              + "}");
    }
    checkPlaceholders("ExpressionAttributeNames", hasNames, names.isEmpty());
    checkPlaceholders("ExpressionAttributeValues", hasValues, values.isEmpty());
    Bindings bindings = new Bindings(names, values);
    return new Bound(new Binder(known, bindings), bindings);
  }

  private void checkPlaceholders(String member, boolean isThere, boolean isEmpty) {
    if (!isThere) {
      return;
    }
    boolean ofValues = member.endsWith("Values");
    if (expressions.stream().noneMatch(each -> !ofValues || mayHaveValues(each))) {
      List<String> missing = absent.stream().filter(Parameters::mayHaveValues).toList();
      throw Errors.validation(
          member
              + " can only be specified when using expressions"
              + (ofValues && !missing.isEmpty()
                  ? ": "
                      + String.join(" and ", missing)
                      + (missing.size() > 1 ? " are" : " is")
                      + " null"
                  : ""));
    }
    if (isEmpty) {
      throw Errors.validation(member + " must not be empty");
    }
  }

  private static boolean mayHaveValues(String expression) {
    return !expression.equals("ProjectionExpression");
  }

  /**
   * What makes conditions, updates and projections of the request's expressions.
   *
   * @param binder makes them
   * @param bindings knows which placeholders were used
   */
  record Bound(Binder binder, Bindings bindings) {
    /** The condition of an expression that may be missing. */
    Optional<Condition> condition(String member, @Nullable String text) {
      return text == null ? Optional.empty() : Optional.of(binder.condition(member, text));
    }

    /** The projection of an expression that may be missing. */
    Optional<Projection> projection(@Nullable String text) {
      return text == null ? Optional.empty() : Optional.of(binder.projection(text));
    }
  }
}
