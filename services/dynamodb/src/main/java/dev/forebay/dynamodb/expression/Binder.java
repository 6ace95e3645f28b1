package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Errors;
import java.util.List;
import java.util.function.Supplier;

/** Makes of a request's expressions what can be evaluated. Confined to one thread. */
public final class Binder {
  private final Expressions expressions;
  private final Bindings bindings;

  /** Binds a request's expressions, read once by {@code expressions}. */
  public Binder(Expressions expressions, Bindings bindings) {
    this.expressions = expressions;
    this.bindings = bindings;
  }

  /**
   * The condition of an expression.
   *
   * @param member the member of the request that has it
   * @throws dev.forebay.wire.AwsException 400 when it is none
   */
  public Condition condition(String member, String text) {
    Syntax syntax = expressions.condition(member, text);
    return bound(member, () -> new ConditionBinder(bindings).condition(syntax));
  }

  /**
   * The update of an update expression.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is none
   */
  public Update update(String text) {
    Syntax.Update syntax = expressions.update(text);
    return bound("UpdateExpression", () -> new UpdateBinder(bindings).update(syntax));
  }

  /**
   * The parts of a projection expression.
   *
   * @throws dev.forebay.wire.AwsException 400 when it is none
   */
  public Projection projection(String text) {
    Syntax.Projection syntax = expressions.projection(text);
    return bound(
        "ProjectionExpression",
        () -> {
          List<DocumentPath> paths = syntax.paths().stream().map(bindings::path).toList();
          PathOverlap.check(paths);
          return new Projection(paths);
        });
  }

  private static <T> T bound(String member, Supplier<T> binding) {
    try {
      return binding.get();
    } catch (SyntaxError e) {
      throw Errors.validation("Invalid " + member + ": " + e.text());
    }
  }
}
