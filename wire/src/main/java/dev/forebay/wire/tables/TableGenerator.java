package dev.forebay.wire.tables;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tables, once, when this module is built: trims a service model of {@code
 * com.amazonaws:aws-java-sdk-models}, lays our overlay over it, and writes what is left beside the
 * classes. The overlay has the table's own form; an object is merged member by member, anything
 * else replaces what was there, and a list under a name that ends in {@code +} is appended.
 */
final class TableGenerator {
  private TableGenerator() {}

  /**
   * Makes the tables.
   *
   * @param args the overlays' folder, the folder of the compiled classes, and for each service
   *     {@code name=model}
   */
  public static void main(String[] args) throws IOException {
    Path overlays = Path.of(args[0]);
    Path out = Path.of(args[1], TableReader.class.getPackageName().replace('.', '/'));
    Files.createDirectories(out);
    Map<String, Object> profiles = new LinkedHashMap<>();
    for (String argument : List.of(args).subList(2, args.length)) {
      String service = argument.substring(0, argument.indexOf('='));
      String model = argument.substring(service.length() + 1);
      // Of a service whose model there is none the overlay says everything.
      Map<String, Object> table = model.isEmpty() ? empty() : trim(readModel(model));
      Path overlay = overlays.resolve(service + ".json");
      Map<String, Object> laid = Map.of();
      if (Files.exists(overlay)) {
        try (InputStream in = Files.newInputStream(overlay)) {
          laid = JsonTree.read(in);
        }
      }
      lay(table, laid);
      profiles.put(service, table.remove("profile"));
      keepReachable(table, laid);
      Files.writeString(out.resolve(service + ".json"), JsonTree.write(table));
    }
    Files.writeString(out.resolve("services.json"), JsonTree.write(profiles));
  }

  private static Map<String, Object> empty() {
    Map<String, Object> table = new LinkedHashMap<>();
    table.put("operations", new LinkedHashMap<>());
    table.put("shapes", new LinkedHashMap<>());
    return table;
  }

  private static Map<String, Object> readModel(String name) throws IOException {
    String resource = "/models/" + name + "-model.json";
    try (InputStream in = TableGenerator.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no service model " + resource);
      }
      return JsonTree.read(in);
    }
  }

  private static Map<String, Object> trim(Map<String, Object> model) {
    Map<String, Object> metadata = JsonTree.object(model.get("metadata"));
    Map<String, Object> profile = new LinkedHashMap<>();
    profile.put("protocol", metadata.get("protocol"));
    copy(metadata, profile, "apiVersion", "targetPrefix", "xmlNamespace");

    Map<String, Object> operations = new LinkedHashMap<>();
    JsonTree.object(model.get("operations"))
        .forEach((name, value) -> operations.put(name, operation(JsonTree.object(value))));
    Map<String, Object> shapes = new LinkedHashMap<>();
    JsonTree.object(model.get("shapes"))
        .forEach((name, value) -> shapes.put(name, shape(JsonTree.object(value))));

    Map<String, Object> table = new LinkedHashMap<>();
    table.put("profile", profile);
    table.put("operations", operations);
    table.put("shapes", shapes);
    return table;
  }

  private static Map<String, Object> operation(Map<String, Object> from) {
    Map<String, Object> to = new LinkedHashMap<>();
    Map<String, Object> http = JsonTree.object(from.get("http"));
    to.put("method", http.get("method"));
    to.put("uri", http.get("requestUri"));
    to.put("status", http.getOrDefault("responseCode", 200L));
    if (from.get("input") != null) {
      to.put("input", shapeName(from.get("input")));
    }
    if (from.get("output") != null) {
      Map<String, Object> output = JsonTree.object(from.get("output"));
      to.put("output", output.get("shape"));
      if (output.get("resultWrapper") != null) {
        to.put("wrapper", output.get("resultWrapper"));
      }
    }
    List<Object> errors = new ArrayList<>();
    for (Object error : JsonTree.array(from.getOrDefault("errors", List.of()))) {
      errors.add(shapeName(error));
    }
    to.put("errors", errors);
    return to;
  }

  private static Map<String, Object> shape(Map<String, Object> from) {
    Map<String, Object> to = new LinkedHashMap<>();
    copy(from, to, "type", "min", "max", "pattern", "enum", "sensitive", "required");
    if (from.get("member") != null) {
      to.put("element", shapeName(from.get("member")));
    }
    if (from.get("value") != null) {
      to.put("element", shapeName(from.get("value")));
      to.put("key", shapeName(from.get("key")));
    }
    if (from.get("members") != null) {
      Map<String, Object> members = new LinkedHashMap<>();
      JsonTree.object(from.get("members"))
          .forEach((name, member) -> members.put(name, shapeName(member)));
      to.put("members", members);
    }
    if (Boolean.TRUE.equals(from.get("exception"))) {
      to.put("error", error(from));
    }
    return to;
  }

  private static Map<String, Object> error(Map<String, Object> shape) {
    Map<String, Object> error = new LinkedHashMap<>();
    Map<String, Object> described =
        JsonTree.object(shape.getOrDefault("error", new LinkedHashMap<String, Object>()));
    boolean fault = Boolean.TRUE.equals(shape.get("fault"));
    error.put("status", described.getOrDefault("httpStatusCode", fault ? 500L : 400L));
    copy(described, error, "code");
    error.put("fault", fault);
    Map<String, Object> headers = new LinkedHashMap<>();
    JsonTree.object(shape.getOrDefault("members", new LinkedHashMap<String, Object>()))
        .forEach((name, value) -> {
          Map<String, Object> member = JsonTree.object(value);
          if (name.equalsIgnoreCase("message")) {
            error.put("message", name);
          } else if (name.equals("Type")) {
            error.put("typed", true);
          } else if ("header".equals(member.get("location"))) {
            headers.put(name, member.getOrDefault("locationName", name));
          }
        });
    if (!headers.isEmpty()) {
      error.put("headers", headers);
    }
    return error;
  }

  private static Object shapeName(@Nullable Object reference) {
    return JsonTree.object(reference).getOrDefault("shape", "");
  }

  private static void copy(Map<String, Object> from, Map<String, Object> to, String... names) {
    for (String name : names) {
      Object value = from.get(name);
      if (value != null) {
        to.put(name, value);
      }
    }
  }

  private static void lay(Map<String, Object> table, Map<String, Object> overlay) {
    overlay.forEach((name, value) -> {
      if (name.endsWith("+")) {
        String list = name.substring(0, name.length() - 1);
        List<Object> joined = new ArrayList<>(JsonTree.array(table.getOrDefault(list, List.of())));
        joined.addAll(JsonTree.array(value));
        table.put(list, joined);
      } else if (value instanceof Map<?, ?> && table.get(name) instanceof Map<?, ?> below) {
        lay(JsonTree.object(below), JsonTree.object(value));
      } else {
        table.put(name, value);
      }
    });
  }

  /**
   * Drops shapes that no operation leads to.
   *
   * @param overlay what was laid over the model: its errors are answered by every operation
   */
  private static void keepReachable(Map<String, Object> table, Map<String, Object> overlay) {
    Map<String, Object> shapes = JsonTree.object(table.get("shapes"));
    Deque<Object> open = new ArrayDeque<>();
    for (Object value : JsonTree.object(table.get("operations")).values()) {
      Map<String, Object> operation = JsonTree.object(value);
      for (String way : List.of("input", "output")) {
        if (operation.get(way) != null) {
          open.add(operation.getOrDefault(way, ""));
        }
      }
      open.addAll(JsonTree.array(operation.getOrDefault("errors", List.of())));
    }
    JsonTree.object(overlay.getOrDefault("shapes", new LinkedHashMap<String, Object>()))
        .forEach((name, value) -> {
          if (JsonTree.object(value).containsKey("error")) {
            open.add(name);
          }
        });
    Set<Object> seen = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      Object name = open.remove();
      if (!seen.add(name)) {
        continue;
      }
      Object value = shapes.get(name);
      if (value == null) {
        throw new IllegalStateException("no shape " + name);
      }
      Map<String, Object> shape = JsonTree.object(value);
      for (String way : List.of("element", "key")) {
        if (shape.get(way) != null) {
          open.add(shape.getOrDefault(way, ""));
        }
      }
      open.addAll(
          JsonTree.object(shape.getOrDefault("members", new TreeMap<String, Object>())).values());
    }
    shapes.keySet().retainAll(seen);
  }
}
