package dev.forebay.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.LinkedHashSet;
import java.util.Set;
import software.amazon.event.ruler.GenericMachine;

/**
 * Many patterns in one machine, which grows and shrinks with each pattern: an event is read once,
 * and how long that takes depends on the event, hardly on how many patterns there are. Events can
 * be matched while a pattern comes or goes: a match sees the pattern or does not. Thread-safe.
 *
 * @param <K> what names a pattern
 */
public final class PatternIndex<K> {
  private final GenericMachine<K> machine = GenericMachine.<K>builder().build();

  /** Adds a pattern under a name, which has none yet. */
  public void add(K name, EventPattern pattern) {
    pattern.addTo(machine, name);
  }

  /** Takes a pattern away again; it must be the one that was added under the name. */
  public void remove(K name, EventPattern pattern) {
    pattern.removeFrom(machine, name);
  }

  /** Whether nothing can match. */
  public boolean isEmpty() {
    return machine.isEmpty();
  }

  /**
   * The names of the patterns that an event matches.
   *
   * @param json a JSON object
   * @throws IllegalArgumentException for what is no JSON object
   */
  public Set<K> matching(String json) {
    try {
      return new LinkedHashSet<>(machine.rulesForJSONEvent(json));
    } catch (RuntimeException | JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON object", e);
    } catch (Exception e) {
      throw new IllegalStateException("an event cannot be read from a string", e);
    }
  }
}
