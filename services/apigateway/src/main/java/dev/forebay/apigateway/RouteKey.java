package dev.forebay.apigateway;

import dev.forebay.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which requests a route is for: a method and a path with variables, or all that no other route is
 * for ("Create routes for HTTP APIs"). Immutable.
 *
 * @param method such as {@code GET}; {@code ANY} for all; empty for the route of all others
 * @param segments of the path, between its slashes
 */
record RouteKey(String method, List<Segment> segments) {
  /** The key of the route for what no other is for. */
  static final String DEFAULT = "$default";

  /** The method of all methods. */
  static final String ANY = "ANY";

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", ANY);
  private static final Pattern KEY = Pattern.compile("([A-Z]+) (/\\S*)");
  private static final Pattern VARIABLE = Pattern.compile("\\{([^{}/+]+)(\\+?)}");

  RouteKey {
    segments = List.copyOf(segments);
  }

  /** A part of a path. The order is that of precedence, the most particular first. */
  sealed interface Segment {
    /** Stands for itself. */
    record Literal(String text) implements Segment {}

    /** Stands for any one segment. */
    record Variable(String name) implements Segment {}

    /** Stands for all that is left, one segment at least. */
    record Greedy(String name) implements Segment {}

    /** The lower, the more particular. */
    default int rank() {
      return switch (this) {
        case Literal literal -> 0;
        case Variable variable -> 1;
        case Greedy greedy -> 2;
      };
    }
  }

  /**
   * Reads a key.
   *
   * @throws AwsException for what is none
   */
  static RouteKey parse(String text) {
    if (text.equals(DEFAULT)) {
      return new RouteKey("", List.of());
    }
    Matcher key = KEY.matcher(text);
    if (!key.matches() || !METHODS.contains(key.group(1))) {
      throw malformed();
    }
    List<Segment> segments = new ArrayList<>();
    String[] parts = key.group(2).substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      Segment segment = segment(parts[i]);
      if (segment instanceof Segment.Greedy && i < parts.length - 1) {
        throw malformed();
      }
      segments.add(segment);
    }
    return new RouteKey(key.group(1), segments);
  }

  private static Segment segment(String text) {
    Matcher variable = VARIABLE.matcher(text);
    if (!variable.matches()) {
      if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
        throw malformed();
      }
      return new Segment.Literal(text);
    }
    return variable.group(2).isEmpty()
        ? new Segment.Variable(variable.group(1))
        : new Segment.Greedy(variable.group(1));
  }

  private static AwsException malformed() {
    return GatewayErrors.invalid(
        "The provided route key is not formatted properly for HTTP protocol. The format should be"
            + " \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"");
  }

  boolean isDefault() {
    return method.isEmpty();
  }
}
