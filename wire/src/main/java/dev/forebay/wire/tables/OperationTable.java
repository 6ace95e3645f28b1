package dev.forebay.wire.tables;

import java.util.List;
import java.util.Optional;

/**
 * What a service model says of one operation. Immutable.
 *
 * @param name such as {@code CreateFunction}
 * @param method the HTTP method
 * @param uri the URI's template: labels in braces, a trailing {@code +} for a greedy one, fixed
 *     query parameters after a question mark
 * @param status the HTTP status of success
 * @param input the input's shape; empty when there is none, or when only the name is known
 * @param output the output's shape; empty when there is none, or when only the name is known
 * @param wrapper the element that wraps a query protocol's result
 * @param contentType the content type of an answer whose body is a blob, where it is fixed
 * @param described false for an operation that is known by name and path only
 * @param errors the shapes of the errors that it declares
 */
public record OperationTable(
    String name,
    String method,
    String uri,
    int status,
    Optional<String> input,
    Optional<String> output,
    Optional<String> wrapper,
    Optional<String> contentType,
    boolean described,
    List<String> errors) {

  /** Copies the list. */
  public OperationTable {
    errors = List.copyOf(errors);
  }
}
