package dev.forebay.events;

import dev.forebay.pattern.EventPattern;
import java.util.Optional;

/** Who gets events of a bus. Immutable. */
sealed interface Subscriber permits LiveRule, LiveArchive {
  /** Tells it from the others of its bus. */
  String name();

  /** Which events it wants now; empty for none. */
  Optional<EventPattern> wanted();
}
