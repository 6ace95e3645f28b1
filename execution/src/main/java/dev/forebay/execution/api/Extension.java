package dev.forebay.execution.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An extension of one environment. Confined to the lock of {@link Agents}. */
final class Extension {
  /** What an extension may register for. */
  enum Event {
    INVOKE,
    SHUTDOWN;

    static Optional<Event> parse(String text) {
      return switch (text) {
        case "INVOKE" -> Optional.of(INVOKE);
        case "SHUTDOWN" -> Optional.of(SHUTDOWN);
        default -> Optional.empty();
      };
    }
  }

  final String name;
  final String id;
  final boolean external;
  private final Set<Event> events = EnumSet.noneOf(Event.class);
  ExtensionState state;
  private @Nullable Connection waiting;

  Extension(String name, String id, boolean external) {
    this.name = name;
    this.id = id;
    this.external = external;
    this.state = ExtensionState.STARTED;
  }

  void register(Set<Event> registered) {
    events.addAll(registered);
    state = ExtensionState.REGISTERED;
  }

  boolean isFor(Event event) {
    return events.contains(event);
  }

  /** The events' names, for the log. */
  List<String> eventNames() {
    return events.stream().map(event -> event.name().toUpperCase(Locale.ROOT)).toList();
  }

  /** Waits for an event on the connection. */
  void park(Connection connection) {
    state = ExtensionState.READY;
    waiting = connection;
  }

  /** The connection on which it waits, once. */
  Optional<Connection> unpark() {
    Connection connection = waiting;
    waiting = null;
    return Optional.ofNullable(connection);
  }

  void forget(Connection connection) {
    if (waiting == connection) {
      waiting = null;
    }
  }
}
