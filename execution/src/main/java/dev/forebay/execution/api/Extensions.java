package dev.forebay.execution.api;

import dev.forebay.execution.api.Extension.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The extensions of one environment. Confined to the lock of {@link Agents}. */
final class Extensions {
  /** How many extensions an environment may have. */
  static final int MOST = 10;

  private static final Duration WITHOUT = Duration.ZERO;
  private static final Duration WITH_INTERNAL = Duration.ofMillis(500);
  private static final Duration WITH_EXTERNAL = Duration.ofSeconds(2);

  private final Map<String, Extension> byId = new LinkedHashMap<>();
  private boolean open = true;

  /** What came of a registration. */
  sealed interface Registration {
    /** It is registered. */
    record Done(Extension extension) implements Registration {}

    /** It is not. */
    record Refused(ApiReply reply) implements Registration {}
  }

  /** An external extension is about to be started. */
  void expect(String name, String id) {
    byId.put(id, new Extension(name, id, true));
  }

  /** Nobody may register any more. */
  void seal() {
    open = false;
  }

  Optional<Extension> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Optional<Extension> external(String name) {
    return named(name).filter(extension -> extension.external);
  }

  private Optional<Extension> named(String name) {
    return byId.values().stream().filter(extension -> extension.name.equals(name)).findFirst();
  }

  /** Registers the expected external extension of that name, or a new internal one. */
  Registration register(String name, String freshId, List<String> wanted) {
    Optional<Extension> known = named(name);
    boolean external = known.isPresent() && known.get().external;
    Set<Event> events = EnumSet.noneOf(Event.class);
    for (String text : wanted) {
      Optional<Event> event = Event.parse(text);
      if (event.isEmpty()) {
        return refused("InvalidEventType", text + ": ErrorInvalidEventType");
      }
      if (!external && event.get() == Event.SHUTDOWN) {
        return refused(
            "InvalidEventType", text + ": ShutdownEventNotSupportedForInternalExtension");
      }
      events.add(event.get());
    }
    if (external && known.get().state != ExtensionState.STARTED) {
      return new Registration.Refused(known.get().state.refuse(ExtensionState.REGISTERED, name));
    }
    if (!open) {
      return refused("RegistrationClosed", "Extension registration closed already");
    }
    if (!external && known.isPresent()) {
      return refused("InvalidExtensionState", "Extension with this name already registered");
    }
    if (!external && byId.size() >= MOST) {
      return refused("TooManyExtensions", "Extension limit (" + MOST + ") reached");
    }
    Extension extension = known.orElseGet(() -> new Extension(name, freshId, false));
    byId.put(extension.id, extension);
    extension.register(events);
    return new Registration.Done(extension);
  }

  private static Registration refused(String type, String message) {
    return new Registration.Refused(ApiReply.error(403, "Extension." + type, message));
  }

  /** The connections of those that wait and registered for the event; they are running now. */
  List<Connection> wake(Event event) {
    List<Connection> listeners = new ArrayList<>();
    for (Extension extension : byId.values()) {
      if (extension.isFor(event) && extension.state == ExtensionState.READY) {
        extension.state = ExtensionState.RUNNING;
        extension.unpark().ifPresent(listeners::add);
      }
    }
    return listeners;
  }

  /** The names of those that registered for the event. */
  List<String> namesFor(Event event) {
    return byId.values().stream()
        .filter(extension -> extension.isFor(event))
        .map(extension -> extension.name)
        .toList();
  }

  boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Whether one is busy with an event. */
  boolean isAnyRunning() {
    for (Extension extension : byId.values()) {
      if (extension.state == ExtensionState.RUNNING) {
        return true;
      }
    }
    return false;
  }

  /** Whether all that were started have registered. */
  boolean areAllRegistered() {
    return byId.values().stream().noneMatch(extension -> extension.state == ExtensionState.STARTED);
  }

  /** Whether all wait for an event. */
  boolean areAllReady() {
    return byId.values().stream().allMatch(extension -> extension.state == ExtensionState.READY);
  }

  /** How long the SHUTDOWN phase may last. */
  Duration shutdownLimit() {
    if (byId.isEmpty()) {
      return WITHOUT;
    }
    return byId.values().stream().anyMatch(extension -> extension.external)
        ? WITH_EXTERNAL
        : WITH_INTERNAL;
  }

  /** A connection is no more. */
  void forget(Connection connection) {
    for (Extension extension : byId.values()) {
      extension.forget(connection);
    }
  }
}
