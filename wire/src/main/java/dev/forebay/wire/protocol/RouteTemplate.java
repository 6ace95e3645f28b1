package dev.forebay.wire.protocol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The URI of one restJson1 operation: fixed segments, labels in braces, perhaps a greedy label, and
 * fixed query parameters. A slash at the end counts for nothing. Immutable.
 */
final class RouteTemplate {
  private final List<Segment> segments;
  private final Map<String, String> fixedQuery;
  private final int greedyAt;

  /** Reads a template such as {@code /2018-10-31/layers/{LayerName}/versions}. */
  RouteTemplate(String uri) {
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    List<Segment> parts = new ArrayList<>();
    int greedy = -1;
    for (String part : split(path)) {
      boolean label = part.startsWith("{");
      if (part.endsWith("+}")) {
        greedy = parts.size();
      }
      parts.add(
          new Segment(
              label ? part.substring(1, part.length() - (greedy == parts.size() ? 2 : 1)) : part,
              label));
    }
    this.segments = List.copyOf(parts);
    this.greedyAt = greedy;
    Map<String, String> query = new HashMap<>();
    if (question >= 0) {
      Percent.parameters(uri.substring(question + 1))
          .forEach((name, values) -> query.put(name, values.getFirst()));
    }
    this.fixedQuery = Map.copyOf(query);
  }

  /** The segments of a path, still escaped. */
  static List<String> split(String rawPath) {
    List<String> parts = new ArrayList<>(8);
    int start = rawPath.startsWith("/") ? 1 : 0;
    int length = rawPath.length();
    while (start < length) {
      int end = rawPath.indexOf('/', start);
      end = end < 0 ? length : end;
      parts.add(rawPath.substring(start, end));
      start = end + 1;
    }
    return parts;
  }

  /** The more fixed parts a template has, the sooner it is tried. */
  int precedence() {
    int fixed = 0;
    for (Segment segment : segments) {
      fixed += segment.label ? 0 : 1;
    }
    return fixedQuery.size() * 100 + fixed * 2 + (greedyAt < 0 ? 1 : 0);
  }

  /** The number of segments; -1 when there is a greedy one. */
  int size() {
    return greedyAt < 0 ? segments.size() : -1;
  }

  /** Whether the template needs to see the query. */
  boolean hasFixedQuery() {
    return !fixedQuery.isEmpty();
  }

  /** The labels' values, without escapes, if the path fits. */
  Optional<Map<String, String>> match(List<String> path) {
    int extra = path.size() - segments.size();
    if (extra < 0 || (greedyAt < 0 && extra != 0)) {
      return Optional.empty();
    }
    Map<String, String> labels = new HashMap<>(4);
    int at = 0;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      int end = at + 1 + (i == greedyAt ? extra : 0);
      String raw = end == at + 1 ? path.get(at) : String.join("/", path.subList(at, end));
      if (segment.label ? raw.isEmpty() : !raw.equals(segment.text)) {
        return Optional.empty();
      }
      if (segment.label) {
        labels.put(segment.text, raw);
      }
      at = end;
    }
    labels.replaceAll((name, raw) -> Percent.decodePath(raw));
    return Optional.of(labels);
  }

  /** Whether the fixed query parameters are there. */
  boolean fitsQuery(Map<String, List<String>> query) {
    for (Map.Entry<String, String> fixed : fixedQuery.entrySet()) {
      List<String> values = query.get(fixed.getKey());
      if (values == null || !(fixed.getValue().isEmpty() || values.contains(fixed.getValue()))) {
        return false;
      }
    }
    return true;
  }

  private record Segment(String text, boolean label) {}
}
