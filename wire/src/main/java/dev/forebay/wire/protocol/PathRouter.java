package dev.forebay.wire.protocol;

import dev.forebay.wire.tables.OperationTable;
import dev.forebay.wire.tables.ServiceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the operation of a restJson1 service by method, path and query. Immutable. */
final class PathRouter {
  private final Map<String, List<Route>> routes = new HashMap<>();

  /** The routes of a service. */
  PathRouter(ServiceTable table) {
    for (OperationTable operation : table.operations().values()) {
      RouteTemplate template = new RouteTemplate(operation.uri());
      routes
          .computeIfAbsent(key(operation.method(), template.size()), _ -> new ArrayList<>())
          .add(new Route(operation.name(), template));
    }
    for (List<Route> sameSize : routes.values()) {
      sameSize.sort(
          Comparator.comparingInt((Route route) -> -route.template.precedence())
              .thenComparing(Route::operation));
    }
  }

  /** The operation's name, if there is one for the request. */
  Optional<String> find(WireRequest request) {
    List<String> path = RouteTemplate.split(request.rawPath());
    Optional<String> exact = find(request, path, path.size());
    return exact.isPresent() ? exact : find(request, path, -1);
  }

  private Optional<String> find(WireRequest request, List<String> path, int size) {
    for (Route route : routes.getOrDefault(key(request.method(), size), List.of())) {
      if (route.template.match(path).isPresent()
          && (!route.template.hasFixedQuery()
              || route.template.fitsQuery(Percent.parameters(request.rawQuery())))) {
        return Optional.of(route.operation);
      }
    }
    return Optional.empty();
  }

  private static String key(String method, int size) {
    return method + size;
  }

  private record Route(String operation, RouteTemplate template) {}
}
