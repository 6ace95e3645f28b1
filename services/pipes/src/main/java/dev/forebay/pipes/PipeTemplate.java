package dev.forebay.pipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An InputTemplate: literal text, and between angle brackets paths into the event and the pipe's
 * own variables. What stands by itself becomes JSON; within quotes it is inserted as text. What
 * comes out is JSON if it can be read so, and else a text. Applied to each record by itself.
 * Immutable.
 *
 * @param pieces literals and variables in turn
 */
record PipeTemplate(List<Piece> pieces) {
  private static final Pattern VARIABLE = Pattern.compile("<([$a-z][^<>\\s]*)>");
  private static final String EVENT = "aws.pipes.event";
  private static final String EVENT_JSON = "aws.pipes.event.json";
  private static final String INGESTION_TIME = "aws.pipes.event.ingestion-time";
  private static final ObjectReader WHOLE =
      PipePath.JSON.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  PipeTemplate {
    pieces = List.copyOf(pieces);
  }

  /** A piece of the template. */
  sealed interface Piece {}

  /** Text that stays. */
  record Literal(String text) implements Piece {}

  /**
   * What is put in.
   *
   * @param name of a variable of the pipe, or of a path
   * @param path into the event, if it is one
   */
  record Variable(String name, Optional<PipePath> path, boolean quoted) implements Piece {}

  /**
   * The template that a text spells.
   *
   * @throws dev.forebay.wire.AwsException for a path that is none, and for an unknown variable
   */
  static PipeTemplate parse(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(text);
    boolean quoted = false;
    int from = 0;
    while (variable.find()) {
      String literal = text.substring(from, variable.start());
      quoted ^= togglesQuotes(literal);
      pieces.add(new Literal(literal));
      pieces.add(variable(variable.group(1), quoted));
      from = variable.end();
    }
    pieces.add(new Literal(text.substring(from)));
    return new PipeTemplate(pieces);
  }

  private static Variable variable(String name, boolean quoted) {
    if (name.startsWith("$")) {
      PipePath path =
          PipePath.parse(name)
              .orElseThrow(
                  () -> PipesErrors.invalid("InputTemplate contains an invalid path: " + name));
      return new Variable(name, Optional.of(path), quoted);
    }
    if (!List.of(
            EVENT,
            EVENT_JSON,
            INGESTION_TIME,
            "aws.pipes.pipe-arn",
            "aws.pipes.pipe-name",
            "aws.pipes.source-arn",
            "aws.pipes.enrichment-arn",
            "aws.pipes.target-arn")
        .contains(name)) {
      throw PipesErrors.invalid("InputTemplate contains an unknown variable: " + name);
    }
    return new Variable(name, Optional.empty(), quoted);
  }

  private static boolean togglesQuotes(String literal) {
    boolean odd = false;
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        odd = !odd;
      }
    }
    return odd;
  }

  /**
   * Fills it in.
   *
   * @param event one record
   * @param own the pipe's variables by their names, and the time of the event
   */
  JsonNode fill(JsonNode event, Map<String, String> own) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(String text) -> out.append(text);
        case Variable variable -> {
          JsonNode value = value(variable, event, own);
          out.append(variable.quoted() ? inQuotes(value) : value.toString());
        }
      }
    }
    try {
      return WHOLE.readTree(out.toString());
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(plain(event, own));
    }
  }

  // Free text: values stand in it as they are.
  private String plain(JsonNode event, Map<String, String> own) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(String text) -> out.append(text);
        case Variable variable -> {
          JsonNode value = value(variable, event, own);
          out.append(value.isTextual() ? value.textValue() : value.toString());
        }
      }
    }
    return out.toString();
  }

  private static JsonNode value(Variable variable, JsonNode event, Map<String, String> own) {
    if (variable.path().isPresent()) {
      return variable.path().get().read(event).orElse(TextNode.valueOf(""));
    }
    return switch (variable.name()) {
      case EVENT -> event;
      case EVENT_JSON -> TextNode.valueOf(event.toString());
      default -> TextNode.valueOf(own.getOrDefault(variable.name(), ""));
    };
  }

  private static String inQuotes(JsonNode value) {
    String text = value.isTextual() ? value.textValue() : value.toString();
    String quoted = TextNode.valueOf(text).toString();
    return quoted.substring(1, quoted.length() - 1);
  }
}
