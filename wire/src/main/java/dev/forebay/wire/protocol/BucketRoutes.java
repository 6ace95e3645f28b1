package dev.forebay.wire.protocol;

import dev.forebay.wire.tables.OperationTable;
import dev.forebay.wire.tables.ServiceTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the operation of a service of buckets by method, by whether the path names a bucket and a
 * key, and by what stands in the query ("Amazon S3 API Reference"). In the table's URIs, {@code
 * ?name} wants a parameter, {@code ?name=value} one of that value, and {@code ?@name} a header.
 * Immutable.
 */
final class BucketRoutes {
  private final Map<String, List<Route>> routes = new HashMap<>();

  /** The routes of a service. */
  BucketRoutes(ServiceTable table) {
    for (OperationTable operation : table.operations().values()) {
      int question = operation.uri().indexOf('?');
      String path = question < 0 ? operation.uri() : operation.uri().substring(0, question);
      Map<String, String> parameters = new HashMap<>();
      Set<String> headers = new java.util.HashSet<>();
      if (question >= 0) {
        Percent.parameters(operation.uri().substring(question + 1))
            .forEach((name, values) -> {
              if (name.startsWith("@")) {
                headers.add(name.substring(1));
              } else {
                parameters.put(name, values.getFirst());
              }
            });
      }
      routes
          .computeIfAbsent(operation.method() + path, _ -> new ArrayList<>())
          .add(new Route(operation.name(), Map.copyOf(parameters), Set.copyOf(headers)));
    }
    for (List<Route> same : routes.values()) {
      same.sort(Comparator.comparingInt(Route::precedence).reversed());
    }
  }

  /** The operation's name, if there is one for the request. */
  Optional<String> find(WireRequest request) {
    List<Route> exact = routes.get(request.method() + request.rawPath());
    BucketPath path = BucketPath.of(request.rawPath());
    String level =
        path.bucket().isEmpty() ? "/" : path.key().isEmpty() ? "/{Bucket}" : "/{Bucket}/{Key+}";
    List<Route> candidates =
        exact != null ? exact : routes.getOrDefault(request.method() + level, List.of());
    Map<String, List<String>> query = Percent.parameters(request.rawQuery());
    for (Route route : candidates) {
      if (route.fits(request.headers(), query)) {
        return Optional.of(route.operation);
      }
    }
    return Optional.empty();
  }

  private record Route(String operation, Map<String, String> parameters, Set<String> headers) {
    int precedence() {
      return parameters.size() * 2 + headers.size() * 2 + (parameters.containsValue("") ? 0 : 1);
    }

    boolean fits(Headers given, Map<String, List<String>> query) {
      for (Map.Entry<String, String> wanted : parameters.entrySet()) {
        List<String> values = query.get(wanted.getKey());
        if (values == null
            || !(wanted.getValue().isEmpty() || values.contains(wanted.getValue()))) {
          return false;
        }
      }
      return headers.stream().allMatch(given::contains);
    }
  }
}
