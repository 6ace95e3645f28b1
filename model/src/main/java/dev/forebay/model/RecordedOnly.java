package dev.forebay.model;

import java.util.List;

/**
 * An option that is accepted, kept and answered, but not acted on. Each module lists its own; what
 * is in no list acts or is refused. Immutable.
 *
 * @param service the service whose operations take it, such as {@code lambda}
 * @param operations those that take it
 * @param option the member of their requests, as AWS spells it, its members and keys after dots;
 *     {@code =value} follows where only that value is meant
 * @param reason why nothing comes of it
 */
public record RecordedOnly(String service, List<String> operations, String option, String reason) {
  /** Copies the list. */
  public RecordedOnly {
    operations = List.copyOf(operations);
  }
}
