package dev.forebay.wire.protocol;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.tables.OperationTable;
import dev.forebay.wire.tables.ServiceProfile;
import dev.forebay.wire.tables.ServiceTable;
import dev.forebay.wire.tables.ServiceTables;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out which operation a request means: by {@code X-Amz-Target}, by {@code Action}, or by
 * path. Only services that are bound are found. Thread-safe.
 */
final class OperationFinder {
  private static final String TARGET = "X-Amz-Target";

  private final Map<String, ServiceBinding> services;
  private final ServiceTables tables;
  private final Map<String, PathRouter> routers = new ConcurrentHashMap<>();
  private final Map<String, BucketRoutes> buckets = new ConcurrentHashMap<>();

  OperationFinder(Map<String, ServiceBinding> services, ServiceTables tables) {
    this.services = services;
    this.tables = tables;
  }

  WireCall find(WireRequest request, Optional<String> scopeService) {
    Optional<String> target = request.headers().first(TARGET);
    if (target.isPresent()) {
      return byTarget(request, target.get(), scopeService);
    }
    if (scopeService.isPresent() && !services.containsKey(scopeService.get())) {
      throw new AwsException(
          "UnknownOperationException",
          404,
          "The service " + scopeService.get() + " is not known to Forebay");
    }
    if (scopeService.isPresent() && isRest(scopeService.get())) {
      return byPath(request, scopeService.get())
          .orElseThrow(() -> unknownPath(request, scopeService.get()));
    }
    if (scopeService.isPresent() && hasBuckets(scopeService.get())) {
      return byBucket(request, scopeService.get());
    }
    Map<String, List<String>> parameters =
        isForm(request) ? QueryCodec.parameters(request) : Percent.parameters(request.rawQuery());
    if (parameters.containsKey("Action")) {
      return byAction(parameters, scopeService);
    }
    for (String service : new TreeSet<>(services.keySet())) {
      if (isRest(service) && scopeService.isEmpty()) {
        Optional<WireCall> found = byPath(request, service);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    // Any path may name a bucket, so these come last.
    for (String service : new TreeSet<>(services.keySet())) {
      if (hasBuckets(service) && scopeService.isEmpty()) {
        return byBucket(request, service);
      }
    }
    throw unknownPath(request, scopeService.orElse("any service"));
  }

  private WireCall byBucket(WireRequest request, String service) {
    return buckets
        .computeIfAbsent(service, name -> new BucketRoutes(table(name)))
        .find(request)
        .map(operation -> call(service, operation, Protocol.REST_XML))
        .orElseThrow(() ->
            new AwsException(
                "MethodNotAllowed",
                405,
                "The specified method is not allowed against this resource.",
                Map.of("Method", request.method())));
  }

  /** The protocol in which a request wants its error, when no operation was found. */
  Protocol protocolOf(WireRequest request, Optional<String> scopeService) {
    if (request.headers().contains(TARGET)) {
      return rpcProtocol(request);
    }
    if (scopeService.isPresent() && isRest(scopeService.get())) {
      return Protocol.REST_JSON;
    }
    if (scopeService.isPresent() && hasBuckets(scopeService.get())) {
      return Protocol.REST_XML;
    }
    Optional<ServiceProfile> profile =
        scopeService.map(tables.profiles()::get).filter(known -> known.protocol().equals("query"));
    return profile.isPresent()
            || isForm(request)
            || request.rawQuery().startsWith("Action=")
            || request.rawQuery().contains("&Action=")
        ? Protocol.QUERY
        : Protocol.REST_JSON;
  }

  private WireCall byTarget(WireRequest request, String target, Optional<String> scopeService) {
    int dot = target.lastIndexOf('.');
    String prefix = dot < 0 ? "" : target.substring(0, dot);
    String operation = target.substring(dot + 1);
    Optional<String> service = Optional.empty();
    for (String bound : services.keySet()) {
      ServiceProfile profile = tables.profiles().get(bound);
      if (profile != null && !prefix.isEmpty() && profile.targetPrefix().equals(prefix)) {
        service = Optional.of(bound);
      }
    }
    if (service.isEmpty()) {
      throw new AwsException(
          "UnknownOperationException",
          400,
          "No operation " + target + scopeService.map(scope -> " of " + scope).orElse(""));
    }
    String name = service.get();
    if (table(name).operation(operation).isEmpty()) {
      throw new AwsException(
          "UnknownOperationException", 400, name + " has no operation " + operation);
    }
    return call(name, operation, rpcProtocol(request));
  }

  private static Protocol rpcProtocol(WireRequest request) {
    String type = request.headers().first("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-amz-cbor")) {
      return Protocol.CBOR_1_1;
    }
    return type.startsWith("application/x-amz-json-1.0") ? Protocol.JSON_1_0 : Protocol.JSON_1_1;
  }

  private WireCall byAction(Map<String, List<String>> parameters, Optional<String> scopeService) {
    String action = parameters.getOrDefault("Action", List.of("")).getFirst();
    String version = parameters.getOrDefault("Version", List.of("")).getFirst();
    for (String service : new TreeSet<>(services.keySet())) {
      ServiceProfile profile = tables.profiles().get(service);
      if (profile != null
          && profile.speaksQuery()
          && (scopeService.isEmpty() || scopeService.get().equals(service))
          && (version.isEmpty() || version.equals(profile.apiVersion()))
          && table(service).operation(action).isPresent()) {
        return call(service, action, Protocol.QUERY);
      }
    }
    throw new AwsException(
        "InvalidAction", 400, "Could not find operation " + action + " for version " + version);
  }

  private Optional<WireCall> byPath(WireRequest request, String service) {
    return routers
        .computeIfAbsent(service, name -> new PathRouter(table(name)))
        .find(request)
        .map(operation -> call(service, operation, Protocol.REST_JSON));
  }

  private WireCall call(String service, String operation, Protocol protocol) {
    ServiceBinding binding = services.get(service);
    ServiceBinding.Operation<?> bound =
        binding == null ? null : binding.operations().get(operation);
    WireCall.Form form =
        switch (bound) {
          case null -> WireCall.Form.UNARY;
          case ServiceBinding.Unary<?, ?> unary -> WireCall.Form.UNARY;
          case ServiceBinding.Streaming<?> streaming -> WireCall.Form.EVENTS;
          case ServiceBinding.Transfer<?, ?> transfer -> WireCall.Form.TRANSFER;
        };
    return new WireCall(service, operation, protocol, form);
  }

  /** The entry of an operation that was found. */
  BoundOperation bound(WireCall call) {
    ServiceTable table = table(call.service());
    OperationTable operation =
        table
            .operation(call.operation())
            .orElseThrow(() -> new IllegalArgumentException("no such operation: " + call));
    return new BoundOperation(table, operation);
  }

  private ServiceTable table(String service) {
    return tables
        .find(service)
        .orElseThrow(() -> new IllegalStateException("no table for " + service));
  }

  private boolean isRest(String service) {
    ServiceProfile profile = tables.profiles().get(service);
    return profile != null && profile.protocol().equals("rest-json");
  }

  private boolean hasBuckets(String service) {
    ServiceProfile profile = tables.profiles().get(service);
    return profile != null && profile.protocol().equals("rest-xml");
  }

  private static boolean isForm(WireRequest request) {
    return request
        .headers()
        .first("Content-Type")
        .orElse("")
        .toLowerCase(Locale.ROOT)
        .startsWith("application/x-www-form-urlencoded");
  }

  private static AwsException unknownPath(WireRequest request, String service) {
    return new AwsException(
        "UnknownOperationException",
        404,
        "No operation of " + service + " answers " + request.method() + " " + request.rawPath());
  }
}
