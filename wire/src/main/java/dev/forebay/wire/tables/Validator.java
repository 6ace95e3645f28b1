package dev.forebay.wire.tables;

import dev.forebay.wire.AwsException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Holds requests of one service against its model. Patterns are compiled once. Rules that a
 * service's model does not state are the handlers' matter. Thread-safe.
 */
public final class Validator {
  private final ServiceTable table;
  private final Map<String, Rule> rules = new ConcurrentHashMap<>();

  /** A validator for a service. */
  public Validator(ServiceTable table) {
    this.table = table;
  }

  /**
   * Checks a request.
   *
   * @param shape the input's shape
   * @throws AwsException 400, with everything that does not hold, such as {@code 1 validation error
   *     detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy
   *     regular expression pattern: …}
   */
  public void check(String shape, SdkPojo request) {
    Violations violations = new Violations();
    rule(shape).check(request, "", violations);
    violations.raise(table.profile().validationCode());
  }

  // Structures look their members up when they are bound, so that a shape may contain itself.
  private Rule rule(String name) {
    Rule known = rules.get(name);
    if (known != null) {
      return known;
    }
    Rule made = make(table.shape(name));
    Rule first = rules.putIfAbsent(name, made);
    return first == null ? made : first;
  }

  private Rule make(Shape shape) {
    return switch (shape.type()) {
      case "structure" -> new StructureRule(shape, this::rule);
      case "list" -> new ListRule(Bounds.of("length", shape), rule(shape.element().orElseThrow()));
      case "map" ->
          new MapRule(
              Bounds.of("length", shape),
              rule(shape.key().orElseThrow()),
              rule(shape.element().orElseThrow()));
      case "string", "blob" ->
          isFree(shape) ? new FreeRule(shape.sensitive()) : new TextRule(shape);
      case "integer", "long", "double", "float", "short", "byte", "bigdecimal" ->
          isFree(shape)
              ? new FreeRule(shape.sensitive())
              : new NumberRule(Bounds.of("value", shape), shape.sensitive());
      default -> new FreeRule(shape.sensitive());
    };
  }

  private static boolean isFree(Shape shape) {
    return shape.min().isEmpty()
        && shape.max().isEmpty()
        && shape.pattern().isEmpty()
        && shape.values().isEmpty();
  }
}
