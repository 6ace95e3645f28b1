package dev.forebay.apigateway;

import dev.forebay.apigateway.RouteKey.Segment;
import dev.forebay.proxy.QueryStrings;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.apigatewayv2.model.Route;

/**
 * Finds the route of a request ("Create routes for HTTP APIs", Routing API requests): of those
 * whose method and path match, the one whose path is the most particular, from its beginning on; of
 * two with the same path the one with the method before the one for all. If there is none, the
 * {@code $default} route. Immutable.
 */
final class RouteTable {
  private static final Comparator<Entry> PARTICULAR =
      Comparator.comparing(Entry::key, RouteTable::compare);

  private final List<Entry> entries;
  private final Optional<Route> fallback;

  /** A table of an API's routes. */
  RouteTable(List<Route> routes) {
    this.entries =
        routes.stream()
            .map(route -> new Entry(RouteKey.parse(route.routeKey()), route))
            .filter(entry -> !entry.key().isDefault())
            .sorted(PARTICULAR)
            .toList();
    this.fallback =
        routes.stream().filter(route -> route.routeKey().equals(RouteKey.DEFAULT)).findFirst();
  }

  private record Entry(RouteKey key, Route route) {}

  /**
   * The route of a request.
   *
   * @param route the route
   * @param parameters what its variables stand for
   */
  record Match(Route route, Map<String, String> parameters) {}

  /** The route of a method and a path below the stage, if any. */
  Optional<Match> find(String method, String rawPath) {
    String[] path = rawPath.substring(1).split("/", -1);
    for (Entry entry : entries) {
      if (entry.key().method().equals(RouteKey.ANY) || entry.key().method().equals(method)) {
        Optional<Map<String, String>> parameters = match(entry.key().segments(), path);
        if (parameters.isPresent()) {
          return Optional.of(new Match(entry.route(), parameters.get()));
        }
      }
    }
    return fallback.map(route -> new Match(route, Map.of()));
  }

  private static Optional<Map<String, String>> match(List<Segment> segments, String[] path) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      if (i >= path.length) {
        return Optional.empty();
      }
      String part = QueryStrings.decodePath(path[i]);
      switch (segments.get(i)) {
        case Segment.Literal(String text) -> {
          if (!text.equals(path[i]) && !text.equals(part)) {
            return Optional.empty();
          }
        }
        case Segment.Variable(String name) -> {
          if (part.isEmpty()) {
            return Optional.empty();
          }
          parameters.put(name, part);
        }
        case Segment.Greedy(String name) -> {
          String rest = String.join("/", List.of(path).subList(i, path.length));
          if (rest.isEmpty()) {
            return Optional.empty();
          }
          parameters.put(name, QueryStrings.decodePath(rest));
          return Optional.of(parameters);
        }
      }
    }
    return segments.size() == path.length ? Optional.of(parameters) : Optional.empty();
  }

  private static int compare(RouteKey one, RouteKey other) {
    int shared = Math.min(one.segments().size(), other.segments().size());
    for (int i = 0; i < shared; i++) {
      int order = one.segments().get(i).rank() - other.segments().get(i).rank();
      if (order != 0) {
        return order;
      }
    }
    int length = other.segments().size() - one.segments().size();
    return length != 0
        ? length
        : Boolean.compare(one.method().equals(RouteKey.ANY), other.method().equals(RouteKey.ANY));
  }
}
