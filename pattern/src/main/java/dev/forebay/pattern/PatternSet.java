package dev.forebay.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import software.amazon.event.ruler.GenericMachine;

/** Patterns compiled together, so that an event is read once for all of them. Thread-safe. */
public final class PatternSet {
  // Safe for readers once it is built: it is never changed afterwards.
  private final GenericMachine<Integer> machine;

  private PatternSet(GenericMachine<Integer> machine) {
    this.machine = machine;
  }

  /** These patterns, under their numbers. */
  public static PatternSet of(Map<Integer, EventPattern> patterns) {
    GenericMachine<Integer> machine = GenericMachine.<Integer>builder().build();
    new TreeMap<>(patterns).forEach((number, pattern) -> pattern.addTo(machine, number));
    return new PatternSet(machine);
  }

  /** Whether nothing can match. */
  public boolean isEmpty() {
    return machine.isEmpty();
  }

  /**
   * The numbers of the patterns that an event matches, lowest first.
   *
   * @param json a JSON object
   * @throws IllegalArgumentException for what is no JSON object
   */
  public List<Integer> matching(String json) {
    return matches(json).stream().distinct().sorted().toList();
  }

  /** The lowest number of the patterns that an event matches; otherwise as {@link #matching}. */
  public OptionalInt first(String json) {
    return matches(json).stream().mapToInt(Integer::intValue).min();
  }

  private List<Integer> matches(String json) {
    try {
      return machine.rulesForJSONEvent(json);
    } catch (RuntimeException | JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON object", e);
    } catch (Exception e) {
      throw new IllegalStateException("an event cannot be read from a string", e);
    }
  }
}
