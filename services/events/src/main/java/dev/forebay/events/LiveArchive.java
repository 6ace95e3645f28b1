package dev.forebay.events;

import dev.forebay.model.AccountRegion;
import dev.forebay.pattern.EventPattern;
import java.util.Optional;

/**
 * An archive, ready to be matched. Immutable.
 *
 * @param place where it lives
 * @param row as it is stored
 * @param pattern which events it wants, of those that are not replayed
 */
record LiveArchive(AccountRegion place, ArchiveRow row, EventPattern pattern)
    implements Subscriber {
  private static final String NOT_REPLAYED = "\"replay-name\":[{\"exists\":false}]";

  /** The archive of a row. */
  static LiveArchive of(AccountRegion place, ArchiveRow row) {
    return new LiveArchive(place, row, EventPattern.parse(pattern(row)));
  }

  private static String pattern(ArchiveRow row) {
    String own = row.pattern() == null ? "" : row.pattern().strip();
    return own.isEmpty()
        ? "{" + NOT_REPLAYED + "}"
        : own.substring(0, own.length() - 1) + "," + NOT_REPLAYED + "}";
  }

  /** Where its events are. */
  String scope() {
    return "events-archive/" + place + "/" + row.name() + "/" + row.id();
  }

  @Override
  public Optional<EventPattern> wanted() {
    return Optional.of(pattern);
  }

  @Override
  public String name() {
    return "archive/" + row.name();
  }
}
