package dev.forebay.server.admin;

import dev.forebay.model.RecordedOnly;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The answer of {@code GET /_forebay/fidelity}: what acts, what is refused, what is only recorded.
 * Made from the handlers that are bound and the operations that AWS's models name. Immutable.
 *
 * @param operations by service
 * @param recordedOnly options that are stored and answered but do not act
 */
public record Fidelity(Map<String, Operations> operations, List<RecordedOnly> recordedOnly) {
  /** Copies the collections. */
  public Fidelity {
    operations = new TreeMap<>(operations);
    recordedOnly =
        recordedOnly.stream()
            .sorted(Comparator.comparing(RecordedOnly::service).thenComparing(RecordedOnly::option))
            .toList();
  }

  /**
   * The operations of a service.
   *
   * @param implemented those with a handler
   * @param notImplemented those that answer an error which names them
   */
  public record Operations(Set<String> implemented, Set<String> notImplemented) {}
}
