package dev.forebay.wire.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one policy of a form from its JSON. Confined to one thread. */
final class PolicyReader {
  // A dollar sign may be escaped by a backslash, which is no JSON.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final List<PostCondition> conditions = new ArrayList<>();
  private final Set<String> named = new HashSet<>();
  private final JsonParser json;
  private LengthRange length = LengthRange.ANY;
  private @Nullable Instant expiration;
  private boolean conditioned;

  private PolicyReader(JsonParser json) {
    this.json = json;
  }

  static PostPolicy read(String encoded) {
    byte[] text;
    try {
      // Some clients break the lines of base 64.
      text = Base64.getMimeDecoder().decode(encoded);
    } catch (IllegalArgumentException e) {
      throw invalid("Invalid Base64 encoding.");
    }
    try (JsonParser json = JSON.createParser(text)) {
      return new PolicyReader(json).policy();
    } catch (IOException e) {
      throw invalid("Invalid JSON.");
    }
  }

  private PostPolicy policy() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw invalid("Invalid JSON.");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "expiration" -> expiration = expiration();
        case "conditions" -> conditions();
        default -> throw invalid("Unexpected: '" + name + "'");
      }
    }
    if (json.nextToken() != null) {
      throw invalid("Invalid JSON.");
    }
    if (expiration == null) {
      throw invalid("Policy missing expiration.");
    }
    if (!conditioned) {
      throw invalid("Policy missing conditions.");
    }
    return new PostPolicy(expiration, conditions, named, length);
  }

  private Instant expiration() throws IOException {
    String text = json.currentToken().isScalarValue() ? json.getText() : "";
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw invalid("Invalid 'expiration' value: '" + text + "'");
    }
  }

  private void conditions() throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw invalid("Invalid 'conditions' value: must be a List.");
    }
    conditioned = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      switch (json.currentToken()) {
        case START_OBJECT -> simple();
        case START_ARRAY -> listed();
        default -> throw invalid("Invalid Condition: must be a List or a Simple-Condition.");
      }
    }
  }

  // {"acl": "public-read"}
  private void simple() throws IOException {
    int properties = 0;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw invalid("Invalid Simple-Condition: value must be a string.");
      }
      String field = field(name);
      conditions.add(new PostCondition.Exact(field, json.getText()));
      properties++;
    }
    if (properties != 1) {
      throw invalid(
          "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
    }
  }

  // ["eq", "$acl", "public-read"], ["content-length-range", 1, 1024]
  private void listed() throws IOException {
    List<String> parts = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (!json.currentToken().isScalarValue()) {
        throw invalid("Invalid Condition: " + parts);
      }
      parts.add(json.getText());
    }
    String operation = parts.isEmpty() ? "" : parts.getFirst().toLowerCase(Locale.ROOT);
    boolean range = operation.equals("content-length-range");
    if (parts.size() != 3) {
      throw invalid("Invalid Condition: wrong number of arguments to " + operation + ".");
    }
    if (range) {
      length = length.and(new LengthRange(bytes(parts.get(1)), bytes(parts.get(2))));
      return;
    }
    if (!parts.get(1).startsWith("$")) {
      throw invalid("Invalid Condition: the field must start with '$': " + parts.get(1));
    }
    String field = field(parts.get(1).substring(1));
    conditions.add(
        switch (operation) {
          case "eq" -> new PostCondition.Exact(field, parts.get(2));
          case "starts-with" -> new PostCondition.StartsWith(field, parts.get(2));
          default -> throw invalid("Invalid Condition: unknown operation '" + operation + "'.");
        });
  }

  private String field(String name) {
    String field = name.toLowerCase(Locale.ROOT);
    named.add(field);
    return field;
  }

  private static long bytes(String text) {
    try {
      long bytes = Long.parseLong(text);
      if (bytes >= 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw invalid("Invalid content-length-range: " + text);
  }

  private static AwsException invalid(String why) {
    return new AwsException("InvalidPolicyDocument", 400, "Invalid Policy: " + why);
  }
}
