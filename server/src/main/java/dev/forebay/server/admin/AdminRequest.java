package dev.forebay.server.admin;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A call of an admin path. Immutable.
 *
 * @param query the parameters, decoded, each once; only such as the page knows
 * @param rest the last part of the path, decoded, where the page's ends in a {@code *}; else empty
 * @param body as it came, up to 64 KiB; empty for GET
 */
public record AdminRequest(Map<String, String> query, String rest, Bytes body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the parameters. */
  public AdminRequest {
    query = Map.copyOf(query);
  }

  /**
   * Reads a query.
   *
   * @param raw without the question mark
   * @param known the parameters that the page takes
   * @throws AwsException for a parameter that it does not take, or one that comes twice
   */
  static Map<String, String> query(String raw, Collection<String> known) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String part : raw.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String name = decode(equals < 0 ? part : part.substring(0, equals));
      if (!known.contains(name)) {
        throw invalid("There is no parameter '" + name + "' here; " + thereIs(known));
      }
      if (parameters.put(name, equals < 0 ? "" : decode(part.substring(equals + 1))) != null) {
        throw invalid("The parameter '" + name + "' comes more than once");
      }
    }
    return parameters;
  }

  /** A part of a path or query as it was meant. */
  static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("'" + text + "' is not percent-encoded as it should be");
    }
  }

  private static String thereIs(Collection<String> known) {
    return known.isEmpty() ? "there is none" : "there is " + new TreeSet<>(known);
  }

  /** A parameter, if it was given. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /**
   * The body's members; none for an empty body.
   *
   * @param known the members that the page takes
   * @throws AwsException when the body is no JSON object, or has another member
   */
  public Map<String, JsonNode> members(Collection<String> known) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    if (body.toUtf8().isBlank()) {
      return members;
    }
    ObjectNode object = object();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!known.contains(member.getKey())) {
        throw invalid("There is no member '" + member.getKey() + "' here; " + thereIs(known));
      }
      members.put(member.getKey(), member.getValue());
    }
    return members;
  }

  private ObjectNode object() {
    try {
      if (JSON.readTree(body.toArray()) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw invalid("The body is no JSON: " + e.getOriginalMessage());
    } catch (java.io.IOException e) {
      throw invalid("The body cannot be read");
    }
    throw invalid("The body must be a JSON object");
  }

  /** The answer to what cannot be meant. */
  public static AwsException invalid(String message) {
    return new AwsException("ValidationException", 400, message);
  }
}
