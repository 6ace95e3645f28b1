package dev.forebay.wire.tables;

import java.util.Map;
import java.util.Optional;

/**
 * The trimmed model of one service. Immutable.
 *
 * @param profile what distinguishes the service on the wire
 * @param operations by name
 * @param shapes by name
 */
public record ServiceTable(
    ServiceProfile profile, Map<String, OperationTable> operations, Map<String, Shape> shapes) {

  /** Copies the maps. */
  public ServiceTable {
    operations = Map.copyOf(operations);
    shapes = Map.copyOf(shapes);
  }

  /** The operation of a name, if the service has one. */
  public Optional<OperationTable> operation(String name) {
    return Optional.ofNullable(operations.get(name));
  }

  /**
   * The shape of a name.
   *
   * @throws IllegalStateException when the tables lack it: they are made by us
   */
  public Shape shape(String name) {
    Shape shape = shapes.get(name);
    if (shape == null) {
      throw new IllegalStateException(
          "the table of " + profile.name() + " lacks the shape " + name);
    }
    return shape;
  }

  /** What is known of an error's shape. */
  public Optional<ErrorTable> error(String code) {
    Shape shape = shapes.get(code);
    return shape == null ? Optional.empty() : shape.error();
  }
}
