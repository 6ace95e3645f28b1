package dev.forebay.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.forebay.pattern.EventPattern;
import dev.forebay.pattern.InvalidPatternException;
import java.util.Map;

/**
 * Which messages a subscriber gets: a pattern on the message's attributes or on its body.
 * Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html">Filter
 *     policy constraints in Amazon SNS</a>
 */
sealed interface FilterPolicy {
  /** A policy that every message passes is written so. */
  String EMPTY = "{}";

  /** All of them. */
  record None() implements FilterPolicy {}

  /** Those whose attributes match. */
  record OfAttributes(EventPattern pattern) implements FilterPolicy {}

  /** Those whose body is a JSON object that matches. */
  record OfBody(EventPattern pattern) implements FilterPolicy {}

  /** The policy of a stored subscription. */
  static FilterPolicy stored(SubscriptionRow row) {
    String text = row.attributes().get(SubscriptionAttributes.FILTER_POLICY);
    if (text == null) {
      return new None();
    }
    EventPattern pattern = EventPattern.parse(text);
    return row.attribute(SubscriptionAttributes.FILTER_SCOPE)
            .filter(SubscriptionAttributes.BODY::equals)
            .isPresent()
        ? new OfBody(pattern)
        : new OfAttributes(pattern);
  }

  /**
   * Refuses what SNS would refuse.
   *
   * @param scope {@code MessageAttributes} or {@code MessageBody}
   * @throws Invalid with SNS's words for it
   */
  static void check(String text, String scope) throws Invalid {
    new Check(scope.equals(SubscriptionAttributes.BODY)).check(text);
  }

  /** A text that is no filter policy. */
  final class Invalid extends Exception {
    private static final long serialVersionUID = 1;

    Invalid(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** The rules that are SNS's own; the language is AWS's common one. */
  record Check(boolean nested) {
    private static final ObjectReader JSON =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);
    private static final int MOST_KEYS = 5;
    private static final long MOST_COMBINATIONS = 150;
    private static final int LONGEST = 256 * 1024;

    void check(String text) throws Invalid {
      if (text.length() > LONGEST) {
        throw new Invalid("FilterPolicy: Filter policy is too long");
      }
      JsonNode tree;
      try {
        tree = JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new Invalid("FilterPolicy: failed to parse JSON.");
      }
      if (!tree.isObject()) {
        throw new Invalid("FilterPolicy: Filter is not an object");
      }
      if (tree.isEmpty()) {
        return;
      }
      if (!nested && isNested(tree)) {
        throw new Invalid(
            "FilterPolicy: Filter policy scope MessageAttributes does not support nested filter"
                + " policy");
      }
      Size size = size(tree, 1);
      if (size.keys() > MOST_KEYS) {
        throw new Invalid("FilterPolicy: Filter policy can not have more than 5 keys");
      }
      if (size.combinations() > MOST_COMBINATIONS) {
        throw new Invalid("FilterPolicy: Filter policy is too complex");
      }
      try {
        EventPattern.parse(text);
      } catch (InvalidPatternException e) {
        throw new Invalid("FilterPolicy: " + e.getMessage());
      }
    }

    /** Keys of one way through the pattern, and combinations of its values. */
    private record Size(int keys, long combinations) {
      Size and(Size other) {
        return new Size(
            keys + other.keys, Math.min(combinations * other.combinations, Integer.MAX_VALUE));
      }

      Size or(Size other) {
        return new Size(
            Math.max(keys, other.keys),
            Math.min(combinations + other.combinations, Integer.MAX_VALUE));
      }
    }

    private static boolean isOr(String name, JsonNode value) {
      if (!name.equals("$or") || !value.isArray() || value.size() < 2) {
        return false;
      }
      for (JsonNode each : value) {
        if (!each.isObject()) {
          return false;
        }
      }
      return true;
    }

    private static boolean isNested(JsonNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (isOr(field.getKey(), field.getValue())) {
          for (JsonNode each : field.getValue()) {
            if (isNested(each)) {
              return true;
            }
          }
        } else if (field.getValue().isObject()) {
          return true;
        }
      }
      return false;
    }

    /** Values count once for each level at which they stand ("Filter policy constraints"). */
    private static Size size(JsonNode object, int level) {
      Size all = new Size(0, 1);
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        JsonNode value = field.getValue();
        if (isOr(field.getKey(), value)) {
          Size ways = new Size(0, 0);
          for (JsonNode each : value) {
            ways = ways.or(size(each, level));
          }
          all = all.and(ways);
        } else if (value.isObject()) {
          all = all.and(size(value, level + 1));
        } else {
          all = all.and(new Size(1, (long) Math.max(1, value.size()) * level));
        }
      }
      return all;
    }
  }
}
