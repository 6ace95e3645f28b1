package dev.forebay.eventsource.filter;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.model.Bytes;
import dev.forebay.pattern.EventPattern;
import dev.forebay.pattern.InvalidPatternException;
import dev.forebay.pattern.PatternSet;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The filters of one mapping, compiled. Of each pattern, those alternatives that ask for JSON data
 * are matched against records with JSON data only, and those that ask for text against records with
 * text only; whatever fits neither way is dropped. Immutable, thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html">Control
 *     which events Lambda sends to your function</a>
 */
public final class RecordFilter {
  private static final String BODY = "body";
  private static final String DATA = "data";
  private static final String CHANGE = "dynamodb";

  private final String dataKey;
  private final int size;
  private final String noneMatched;
  private final PatternSet forJson;
  private final PatternSet forText;
  private final boolean readsData;
  private final boolean readsMetadata;

  private RecordFilter(String dataKey, List<String> texts, Map<Integer, EventPattern> patterns) {
    this.dataKey = dataKey;
    this.size = patterns.size();
    this.noneMatched =
        size == 1
            ? "it does not match the filter " + texts.getFirst()
            : "it matches none of the filters " + String.join(" ", texts);
    this.forJson = without(patterns, this::asksForText);
    this.forText = without(patterns, this::asksForJson);
    this.readsData =
        patterns.values().stream()
            .anyMatch(pattern -> pattern.any(paths -> asksForText(paths) || asksForJson(paths)));
    this.readsMetadata =
        patterns.values().stream().anyMatch(pattern -> pattern.any(this::asksForMetadata));
  }

  /**
   * The filters of a queue's mapping: {@code body} is text or JSON, other fields are the message's.
   *
   * @throws InvalidPatternException for a text that is no pattern
   */
  public static RecordFilter ofQueue(List<String> patterns) {
    return new RecordFilter(BODY, patterns, parse(patterns));
  }

  /**
   * The filters of a stream's mapping: {@code data} is JSON, other fields are the record's.
   *
   * @throws InvalidPatternException for a text that is no pattern, or one for data that is no JSON
   */
  public static RecordFilter ofStream(List<String> patterns) {
    return ofJson(DATA, patterns);
  }

  /**
   * The filters of a mapping of a table's stream: {@code dynamodb} is JSON, other fields are the
   * record's.
   *
   * @throws InvalidPatternException for a text that is no pattern, or one for data that is no JSON
   */
  public static RecordFilter ofTableStream(List<String> patterns) {
    return ofJson(CHANGE, patterns);
  }

  private static RecordFilter ofJson(String dataKey, List<String> patterns) {
    Map<Integer, EventPattern> parsed = parse(patterns);
    if (parsed.values().stream().anyMatch(pattern -> pattern.any(p -> p.contains(dataKey)))) {
      throw new InvalidPatternException("The pattern for " + dataKey + " must be an object");
    }
    return new RecordFilter(dataKey, patterns, parsed);
  }

  private static Map<Integer, EventPattern> parse(List<String> patterns) {
    Map<Integer, EventPattern> parsed = new HashMap<>();
    for (String pattern : patterns) {
      parsed.put(parsed.size(), EventPattern.parse(pattern));
    }
    return parsed;
  }

  /** Whether the record goes to the function. */
  public Verdict test(FilterableRecord record) {
    if (size == 0) {
      return new Verdict.Passed(OptionalInt.empty());
    }
    Optional<String> text = readsData ? text(record.data()) : Optional.empty();
    boolean json = text.isPresent() && JsonText.isObjectOrArray(text.get());
    PatternSet patterns = json || !readsData ? forJson : forText;
    if (patterns.isEmpty()) {
      return new Verdict.Dropped(
          json
              ? dataKey + " is JSON, and every filter asks for text"
              : dataKey + " is not JSON, and every filter asks for JSON");
    }
    OptionalInt first = patterns.first(event(record, text, json));
    return first.isPresent() ? new Verdict.Passed(first) : new Verdict.Dropped(noneMatched);
  }

  private String event(FilterableRecord record, Optional<String> text, boolean json) {
    if (json && !readsMetadata) {
      return "{\"" + dataKey + "\":" + text.orElseThrow() + "}";
    }
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = JsonText.FACTORY.createGenerator(out)) {
      generator.writeStartObject();
      if (readsMetadata) {
        record.writeMetadata(generator);
      }
      if (text.isPresent()) {
        generator.writeFieldName(dataKey);
        if (json) {
          generator.writeRawValue(text.get());
        } else {
          generator.writeString(text.get());
        }
      }
      generator.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** Empty for what is not UTF-8. */
  private static Optional<String> text(Bytes data) {
    String text = data.toUtf8();
    return text.indexOf('\uFFFD') >= 0 && !Bytes.utf8(text).equals(data)
        ? Optional.empty()
        : Optional.of(text);
  }

  private static PatternSet without(
      Map<Integer, EventPattern> patterns, Predicate<Set<String>> unfit) {
    Map<Integer, EventPattern> fit = new HashMap<>();
    patterns.forEach(
        (number, pattern) -> pattern.only(unfit.negate()).ifPresent(rest -> fit.put(number, rest)));
    return PatternSet.of(fit);
  }

  private boolean asksForText(Set<String> paths) {
    return paths.contains(dataKey);
  }

  private boolean asksForJson(Set<String> paths) {
    return paths.stream().anyMatch(path -> path.startsWith(dataKey + "."));
  }

  private boolean asksForMetadata(Set<String> paths) {
    return paths.stream()
        .anyMatch(path -> !path.equals(dataKey) && !path.startsWith(dataKey + "."));
  }
}
