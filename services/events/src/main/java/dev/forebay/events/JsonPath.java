package dev.forebay.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path into an event, in the part of JSONPath that EventBridge takes: dots, names, indices, and
 * wildcards. Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Amazon
 *     EventBridge input transformation</a>
 */
record JsonPath(List<Step> steps) {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<name>[^.\\[\\]'\"()?@,\\s]+)|\\[(?<index>\\d{1,6})]|\\[(?<all>\\*)]|\\['(?<quoted>[^']+)']");

  JsonPath {
    steps = List.copyOf(steps);
  }

  /** One step down. */
  sealed interface Step {}

  /** To a member. */
  record Member(String name) implements Step {}

  /** To an element. */
  record Element(int index) implements Step {}

  /** To all members or elements. */
  record All() implements Step {}

  /** The path that the text spells; empty for what is none. */
  static Optional<JsonPath> parse(String text) {
    if (!text.startsWith("$")) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = 1;
    while (at < text.length()) {
      if (!step.find(at) || step.start() != at) {
        return Optional.empty();
      }
      steps.add(step(step));
      at = step.end();
    }
    return Optional.of(new JsonPath(steps));
  }

  private static Step step(Matcher step) {
    if (step.group("index") != null) {
      return new Element(Integer.parseInt(step.group("index")));
    }
    if (step.group("all") != null || "*".equals(step.group("name"))) {
      return new All();
    }
    return new Member(
        step.group("name") != null ? step.group("name") : String.valueOf(step.group("quoted")));
  }

  /** What is there; empty when there is nothing. With a wildcard an array of all that is there. */
  Optional<JsonNode> read(JsonNode root) {
    List<JsonNode> found = List.of(root);
    boolean many = false;
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : found) {
        switch (step) {
          case Member(String name) -> add(next, node.path(name));
          case Element(int index) -> add(next, node.path(index));
          case All all -> {
            many = true;
            node.forEach(next::add);
          }
        }
      }
      found = next;
    }
    if (!many) {
      return found.stream().findFirst();
    }
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    found.forEach(array::add);
    return Optional.of(array);
  }

  private static void add(List<JsonNode> list, JsonNode node) {
    if (!node.isMissingNode()) {
      list.add(node);
    }
  }
}
