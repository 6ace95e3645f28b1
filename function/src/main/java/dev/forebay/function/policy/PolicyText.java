package dev.forebay.function.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes policies as JSON, member by member in AWS's order. */
public final class PolicyText {
  private static final JsonFactory JSON = new JsonFactory();

  private PolicyText() {}

  /** A whole policy. */
  static String policy(ResourcePolicy policy) {
    return write(json -> {
      json.writeStartObject();
      json.writeStringField("Version", "2012-10-17");
      json.writeStringField("Id", "default");
      json.writeArrayFieldStart("Statement");
      for (Statement statement : policy.statements()) {
        write(json, statement);
      }
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  /** One statement. */
  public static String statement(Statement statement) {
    return write(json -> write(json, statement));
  }

  private static void write(JsonGenerator json, Statement statement) throws IOException {
    json.writeStartObject();
    json.writeStringField("Sid", statement.sid());
    json.writeStringField("Effect", "Allow");
    principal(json, statement.principal());
    json.writeStringField("Action", statement.action());
    json.writeStringField("Resource", statement.resource());
    if (!statement.conditions().isEmpty()) {
      conditions(json, statement.conditions());
    }
    json.writeEndObject();
  }

  private static void principal(JsonGenerator json, Principal principal) throws IOException {
    switch (principal.kind()) {
      case ANYONE -> json.writeStringField("Principal", principal.value());
      case AWS -> member(json, "AWS", principal.value());
      case SERVICE -> member(json, "Service", principal.value());
    }
  }

  private static void member(JsonGenerator json, String name, String value) throws IOException {
    json.writeObjectFieldStart("Principal");
    json.writeStringField(name, value);
    json.writeEndObject();
  }

  private static void conditions(JsonGenerator json, List<Statement.Condition> conditions)
      throws IOException {
    json.writeObjectFieldStart("Condition");
    for (String operator :
        conditions.stream().map(Statement.Condition::operator).distinct().toList()) {
      json.writeObjectFieldStart(operator);
      for (Statement.Condition condition : conditions) {
        if (condition.operator().equals(operator)) {
          json.writeStringField(condition.key(), condition.value());
        }
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private interface Writing {
    void to(JsonGenerator json) throws IOException;
  }

  private static String write(Writing writing) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      writing.to(json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return text.toString();
  }
}
