package dev.forebay.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.MachineComplexityEvaluator;
import software.amazon.event.ruler.Patterns;

/**
 * A pattern of AWS's language for JSON events: an object whose leaves are arrays of what a field
 * may be. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html">Comparison
 *     operators for use in event patterns</a>
 */
public final class EventPattern {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  /** EventBridge's limit for what the alternatives of {@code $or} multiply to. */
  private static final int MOST_ALTERNATIVES = 1_000;

  /** How many states of a pattern's wildcards may have to be followed at once. */
  private static final int MOST_WILDCARD_STATES = 100;

  private final List<Map<String, List<Patterns>>> alternatives;

  private EventPattern(List<Map<String, List<Patterns>>> alternatives) {
    this.alternatives = alternatives;
  }

  /**
   * The pattern that the text spells.
   *
   * @throws InvalidPatternException when it is none, or one that would take too much to match
   */
  public static EventPattern parse(String text) {
    JsonNode tree;
    try {
      tree = JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      throw new InvalidPatternException(
          Optional.ofNullable(JsonRuleCompiler.check(text)).orElse("Filter is not one object"));
    }
    // Counted before they are made: a short text can ask for more of them than memory holds.
    if (Alternatives.of(tree) > MOST_ALTERNATIVES) {
      throw new InvalidPatternException(
          "The alternatives of $or multiply to more than " + MOST_ALTERNATIVES);
    }
    String fault = JsonRuleCompiler.check(text);
    if (fault != null) {
      throw new InvalidPatternException(fault);
    }
    EventPattern pattern = new EventPattern(compile(text));
    pattern.checkWildcards();
    return pattern;
  }

  private static List<Map<String, List<Patterns>>> compile(String text) {
    try {
      return List.copyOf(JsonRuleCompiler.compile(text));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidPatternException(String.valueOf(e.getMessage()));
    }
  }

  private void checkWildcards() {
    GenericMachine<Integer> machine = GenericMachine.<Integer>builder().build();
    addTo(machine, 0);
    if (machine.evaluateComplexity(new MachineComplexityEvaluator(MOST_WILDCARD_STATES))
        >= MOST_WILDCARD_STATES) {
      throw new InvalidPatternException(
          "Rule is too complex - try using fewer wildcard characters or fewer repeating character"
              + " sequences after a wildcard character");
    }
  }

  /**
   * The pattern without those of its alternatives that the predicate does not keep; empty when it
   * keeps none. An alternative is one way through the pattern's {@code $or}s; a pattern without any
   * has one.
   *
   * @param kept given the paths of the fields that an alternative asks about, such as {@code
   *     detail.state}
   */
  public Optional<EventPattern> only(Predicate<Set<String>> kept) {
    List<Map<String, List<Patterns>>> rest =
        alternatives.stream().filter(fields -> kept.test(fields.keySet())).toList();
    return rest.isEmpty() ? Optional.empty() : Optional.of(new EventPattern(rest));
  }

  /** Whether the predicate holds for the fields of any alternative; see {@link #only}. */
  public boolean any(Predicate<Set<String>> predicate) {
    return only(predicate).isPresent();
  }

  <K> void addTo(GenericMachine<K> machine, K name) {
    alternatives.forEach(fields -> machine.addPatternRule(name, fields));
  }

  <K> void removeFrom(GenericMachine<K> machine, K name) {
    alternatives.forEach(fields -> machine.deletePatternRule(name, fields));
  }
}
