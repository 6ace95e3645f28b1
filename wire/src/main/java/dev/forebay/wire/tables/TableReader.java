package dev.forebay.wire.tables;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the tables that {@link TableGenerator} made, token by token: start-up is a promise. */
final class TableReader {
  private static final JsonFactory FACTORY = new JsonFactory();

  private TableReader() {}

  /** The profiles of all services, by name. */
  static Map<String, ServiceProfile> readProfiles() {
    Map<String, ServiceProfile> profiles = new LinkedHashMap<>();
    read(
        "services.json",
        parser ->
            eachMember(
                parser,
                name -> {
                  Map<String, String> texts = texts(parser);
                  profiles.put(
                      name,
                      new ServiceProfile(
                          name,
                          texts.getOrDefault("protocol", ""),
                          texts.getOrDefault("apiVersion", ""),
                          texts.getOrDefault("targetPrefix", ""),
                          texts.getOrDefault("xmlNamespace", ""),
                          texts.getOrDefault("validationCode", "ValidationException"),
                          texts.getOrDefault("queryNamespace", "")));
                }));
    return Map.copyOf(profiles);
  }

  /** A service's table. */
  static ServiceTable read(ServiceProfile profile) {
    Map<String, OperationTable> operations = new HashMap<>();
    Map<String, Shape> shapes = new HashMap<>();
    read(
        profile.name() + ".json",
        parser ->
            eachMember(
                parser,
                section -> {
                  if (section.equals("operations")) {
                    eachMember(parser, name -> operations.put(name, operation(parser, name)));
                  } else {
                    eachMember(parser, name -> shapes.put(name, shape(parser, name)));
                  }
                }));
    return new ServiceTable(profile, operations, shapes);
  }

  private static OperationTable operation(JsonParser parser, String name) throws IOException {
    Map<String, String> texts = new HashMap<>();
    List<String> errors = new ArrayList<>();
    eachMember(
        parser,
        member -> {
          if (member.equals("errors")) {
            errors.addAll(array(parser));
          } else {
            texts.put(member, parser.getText());
          }
        });
    return new OperationTable(
        name,
        texts.getOrDefault("method", "POST"),
        texts.getOrDefault("uri", "/"),
        Integer.parseInt(texts.getOrDefault("status", "200")),
        Optional.ofNullable(texts.get("input")),
        Optional.ofNullable(texts.get("output")),
        Optional.ofNullable(texts.get("wrapper")),
        Optional.ofNullable(texts.get("contentType")),
        Boolean.parseBoolean(texts.getOrDefault("described", "true")),
        errors);
  }

  private static Shape shape(JsonParser parser, String name) throws IOException {
    Map<String, String> texts = new HashMap<>();
    Map<String, String> members = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    List<String> values = new ArrayList<>();
    List<Shape.EnumRefusal> refusal = new ArrayList<>(1);
    List<ErrorTable> error = new ArrayList<>(1);
    eachMember(
        parser,
        member -> {
          switch (member) {
            case "members" -> members.putAll(texts(parser));
            case "required" -> required.addAll(array(parser));
            case "enum" -> values.addAll(array(parser));
            case "refusal" -> refusal.add(refusal(parser));
            case "error" -> error.add(error(parser));
            default -> texts.put(member, parser.getText());
          }
        });
    return new Shape(
        name,
        texts.getOrDefault("type", "structure"),
        Collections.unmodifiableMap(members),
        Collections.unmodifiableSet(required),
        Optional.ofNullable(texts.get("element")),
        Optional.ofNullable(texts.get("key")),
        Optional.ofNullable(texts.get("min")),
        Optional.ofNullable(texts.get("max")),
        Optional.ofNullable(texts.get("pattern")),
        List.copyOf(values),
        Boolean.parseBoolean(texts.get("sensitive")),
        refusal.stream().findFirst(),
        error.stream().findFirst());
  }

  private static Shape.EnumRefusal refusal(JsonParser parser) throws IOException {
    Map<String, String> texts = new HashMap<>();
    List<String> listed = new ArrayList<>();
    eachMember(
        parser,
        member -> {
          if (member.equals("listed")) {
            listed.addAll(array(parser));
          } else {
            texts.put(member, parser.getText());
          }
        });
    return new Shape.EnumRefusal(
        texts.getOrDefault("code", ""), List.copyOf(listed), texts.getOrDefault("text", ""));
  }

  private static ErrorTable error(JsonParser parser) throws IOException {
    Map<String, String> texts = new HashMap<>();
    Map<String, String> headers = new HashMap<>();
    eachMember(
        parser,
        member -> {
          if (member.equals("headers")) {
            headers.putAll(texts(parser));
          } else {
            texts.put(member, parser.getText());
          }
        });
    return new ErrorTable(
        Integer.parseInt(texts.getOrDefault("status", "400")),
        Optional.ofNullable(texts.get("code")),
        Boolean.parseBoolean(texts.get("fault")),
        texts.getOrDefault("message", "message"),
        Boolean.parseBoolean(texts.get("typed")),
        headers);
  }

  private static Map<String, String> texts(JsonParser parser) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    eachMember(parser, name -> texts.put(name, parser.getText()));
    return texts;
  }

  private static List<String> array(JsonParser parser) throws IOException {
    List<String> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(parser.getText());
    }
    return values;
  }

  /** Calls back for each member, with the parser on the value's first token. */
  private static void eachMember(JsonParser parser, MemberReader reader) throws IOException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      reader.read(name);
    }
  }

  private static void read(String file, TableParser reader) {
    try (InputStream in = TableReader.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no table " + file + " beside the classes");
      }
      try (JsonParser parser = FACTORY.createParser(in.readAllBytes())) {
        parser.nextToken();
        reader.read(parser);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the table " + file, e);
    }
  }

  @FunctionalInterface
  private interface MemberReader {
    void read(String name) throws IOException;
  }

  @FunctionalInterface
  private interface TableParser {
    void read(JsonParser parser) throws IOException;
  }
}
