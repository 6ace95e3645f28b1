package dev.forebay.wire.tables;

import java.util.Map;
import java.util.Optional;

/**
 * What a service model says of one error. Immutable.
 *
 * @param status its HTTP status
 * @param code its code on the query protocol, where it differs from the shape's name
 * @param fault whether it is the service's fault, not the caller's
 * @param message the spelling of its message member
 * @param typed whether it has a {@code Type} member
 * @param headers members that travel as headers: member to header
 */
public record ErrorTable(
    int status,
    Optional<String> code,
    boolean fault,
    String message,
    boolean typed,
    Map<String, String> headers) {

  /** Copies the map. */
  public ErrorTable {
    headers = Map.copyOf(headers);
  }
}
