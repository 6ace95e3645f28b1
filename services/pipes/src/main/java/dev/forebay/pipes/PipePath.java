package dev.forebay.pipes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path into a pipe's event: dots, names, indices, wildcards. Where it goes on below a text, the
 * text is read as JSON; below the {@code data} of a Kinesis record, what its base64 stands for
 * ("Implicit body data parsing"). Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html">
 *     Amazon EventBridge Pipes input transformation</a>
 */
record PipePath(List<String> steps) {
  /** Reads and writes events. */
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final Pattern STEP = Pattern.compile("\\.([\\w-]+|\\*)|\\[(\\d{1,6}|\\*)]");
  private static final String ALL = "*";
  private static final String DATA = "data";
  private static final String KINESIS = "aws:kinesis";

  PipePath {
    steps = List.copyOf(steps);
  }

  /** The path that the text spells; empty for what is none. */
  static Optional<PipePath> parse(String text) {
    if (!text.startsWith("$")) {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = 1;
    while (at < text.length()) {
      if (!step.find(at) || step.start() != at) {
        return Optional.empty();
      }
      steps.add(step.group(1) == null ? "[" + step.group(2) : step.group(1));
      at = step.end();
    }
    return Optional.of(new PipePath(steps));
  }

  /** What stands there, if anything does. */
  Optional<JsonNode> read(JsonNode event) {
    boolean encoded =
        steps.size() > 1
            && steps.getFirst().equals(DATA)
            && event.path("eventSource").asText().equals(KINESIS);
    return encoded
        ? read(decoded(event.path(DATA)), steps.subList(1, steps.size()))
        : read(event, steps);
  }

  private static Optional<JsonNode> read(JsonNode node, List<String> steps) {
    if (steps.isEmpty()) {
      return node.isMissingNode() ? Optional.empty() : Optional.of(node);
    }
    JsonNode at = node.isTextual() ? parsed(node.textValue()) : node;
    String step = steps.getFirst();
    List<String> rest = steps.subList(1, steps.size());
    if (step.endsWith(ALL)) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode();
      at.forEach(child -> read(child, rest).ifPresent(all::add));
      return at.isContainerNode() ? Optional.of(all) : Optional.empty();
    }
    return step.startsWith("[")
        ? read(at.path(Integer.parseInt(step.substring(1))), rest)
        : read(at.path(step), rest);
  }

  private static JsonNode decoded(JsonNode data) {
    try {
      return TextNode.valueOf(
          new String(Base64.getDecoder().decode(data.asText()), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return data;
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }
}
