package dev.forebay.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;

/**
 * The template of an input transformer: literal text, and variables between angle brackets. A
 * variable that stands by itself becomes JSON; within quotes a text is inserted without quotes of
 * its own, and an object or array loses the quotes within it. A variable whose path leads nowhere
 * is an empty text. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Amazon
 *     EventBridge input transformation</a>
 */
record InputTemplate(List<Piece> pieces) {
  private static final int MOST_PATHS = 100;
  private static final String OWN = "aws.events.";
  private static final Pattern VARIABLE = Pattern.compile("<([A-Za-z0-9_.\\-]+)>");

  InputTemplate {
    pieces = List.copyOf(pieces);
  }

  /** A piece of the template. */
  sealed interface Piece {}

  /** Text that stays. */
  record Literal(String text) implements Piece {}

  /** What is put in. */
  record Variable(Value value, boolean quoted) implements Piece {}

  /** Where a variable comes from. */
  sealed interface Value {
    /** What it is; empty when there is nothing. */
    Optional<JsonNode> of(Event event, RuleId rule);
  }

  /** From the event. */
  record At(JsonPath path) implements Value {
    @Override
    public Optional<JsonNode> of(Event event, RuleId rule) {
      return path.read(event.tree());
    }
  }

  /** Of a name that nobody has defined. */
  record Nothing() implements Value {
    @Override
    public Optional<JsonNode> of(Event event, RuleId rule) {
      return Optional.empty();
    }
  }

  /** One of AWS's own. */
  enum Own implements Value {
    RULE_ARN {
      @Override
      public Optional<JsonNode> of(Event event, RuleId rule) {
        return Optional.of(TextNode.valueOf(rule.arn().toString()));
      }
    },
    RULE_NAME {
      @Override
      public Optional<JsonNode> of(Event event, RuleId rule) {
        return Optional.of(TextNode.valueOf(rule.name()));
      }
    },
    INGESTION_TIME {
      @Override
      public Optional<JsonNode> of(Event event, RuleId rule) {
        return Optional.of(TextNode.valueOf(event.received().toString()));
      }
    },
    EVENT {
      @Override
      public Optional<JsonNode> of(Event event, RuleId rule) {
        ObjectNode head = ((ObjectNode) event.tree()).deepCopy();
        head.remove("detail");
        return Optional.of(head);
      }
    },
    EVENT_JSON {
      @Override
      public Optional<JsonNode> of(Event event, RuleId rule) {
        return Optional.of(event.tree());
      }
    };

    static Optional<Value> named(String name) {
      return switch (name) {
        case "aws.events.rule-arn" -> Optional.of(RULE_ARN);
        case "aws.events.rule-name" -> Optional.of(RULE_NAME);
        case "aws.events.event.ingestion-time" -> Optional.of(INGESTION_TIME);
        case "aws.events.event" -> Optional.of(EVENT);
        case "aws.events.event.json" -> Optional.of(EVENT_JSON);
        default -> Optional.empty();
      };
    }
  }

  /**
   * The template of a transformer.
   *
   * @throws dev.forebay.wire.AwsException when a path is none, or what comes out would be no JSON
   */
  static InputTemplate of(String target, InputTransformer transformer) {
    Map<String, Value> values = new TreeMap<>();
    if (transformer.inputPathsMap().size() > MOST_PATHS) {
      throw EventsErrors.invalid(
          "Invalid InputPathsMap for target " + target + " : it has more than 100 entries.");
    }
    transformer
        .inputPathsMap()
        .forEach((name, path) -> {
          if (name.startsWith("AWS.") || name.startsWith(OWN)) {
            throw EventsErrors.invalid(
                "InputPathsMap for target " + target + " contains the reserved name " + name + ".");
          }
          values.put(
              name,
              new At(
                  JsonPath.parse(String.valueOf(path))
                      .orElseThrow(() ->
                          EventsErrors.invalid(
                              "InputPathsMap for target "
                                  + target
                                  + " contains an invalid path: "
                                  + path))));
        });
    InputTemplate template = new InputTemplate(cut(transformer.inputTemplate(), values));
    template.check(target);
    return template;
  }

  private static List<Piece> cut(String text, Map<String, Value> values) {
    List<Piece> pieces = new ArrayList<>();
    Matcher variable = VARIABLE.matcher(text);
    boolean quoted = false;
    int from = 0;
    while (variable.find()) {
      String name = variable.group(1);
      Value value =
          Optional.ofNullable(values.get(name)).or(() -> Own.named(name)).orElse(new Nothing());
      String literal = text.substring(from, variable.start());
      quoted = endsQuoted(literal, quoted);
      pieces.add(new Literal(literal));
      pieces.add(new Variable(value, quoted));
      from = variable.end();
    }
    pieces.add(new Literal(text.substring(from)));
    return pieces;
  }

  private static boolean endsQuoted(String literal, boolean quoted) {
    boolean within = quoted;
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c == '\\' && within) {
        i++;
      } else if (c == '"') {
        within = !within;
      }
    }
    return within;
  }

  /** What a target gets. */
  String fill(Event event, RuleId rule) {
    StringBuilder out = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(String text) -> out.append(text);
        case Variable(Value value, boolean quoted) -> {
          JsonNode node = value.of(event, rule).orElse(TextNode.valueOf(""));
          out.append(quoted ? bare(node) : node.toString());
        }
      }
    }
    return out.toString();
  }

  private static String bare(JsonNode node) {
    if (node.isTextual()) {
      String text = node.toString();
      return text.substring(1, text.length() - 1);
    }
    return node.isContainerNode() ? node.toString().replace("\"", "") : node.asText();
  }

  /** Fills in placeholders' stand-ins: one JSON value, or one text a line. */
  private void check(String target) {
    StringBuilder sample = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Literal(String text) -> sample.append(text);
        case Variable(Value value, boolean quoted) -> sample.append(quoted ? "x" : "0");
      }
    }
    try (var parser = Event.JSON.getFactory().createParser(sample.toString())) {
      int values = 0;
      JsonToken token;
      while ((token = parser.nextToken()) != null) {
        values++;
        if (values > 1 && token != JsonToken.VALUE_STRING) {
          throw invalid(target, "there is more after the end of the document");
        }
        parser.skipChildren();
      }
      if (values == 0) {
        throw invalid(target, "it is empty");
      }
    } catch (JsonProcessingException e) {
      throw invalid(target, e.getOriginalMessage());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static RuntimeException invalid(String target, String why) {
    return EventsErrors.invalid("Invalid InputTemplate for target " + target + " : [" + why + "]");
  }
}
