package dev.forebay.proxy;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a request as an event of payload format 1.0 ("Create AWS Lambda proxy integrations for
 * HTTP APIs"). What is absent is null. Pure.
 */
public final class Event1 {
  private final ProxyRequest request;

  private Event1(ProxyRequest request) {
    this.request = request;
  }

  /** The event as JSON. */
  public static Bytes of(ProxyRequest request) {
    return Event2.write(
        1_024 + request.body().size(),
        json -> {
          Event1 event = new Event1(request);
          json.writeStringField("version", "1.0");
          json.writeStringField("resource", request.place().resource());
          event.writeHead(json, Values.ALL);
          event.writeContext(json);
          event.writeVariables(json);
          event.writeBody(json);
        });
  }

  /**
   * What an authorizer's function is asked ("Control access to HTTP APIs with AWS Lambda
   * authorizers", payload format 1.0).
   *
   * @param methodArn what is to be allowed
   * @param identitySource what the caller is known by
   */
  public static Bytes question(
      ProxyRequest request, String methodArn, List<String> identitySource) {
    return Event2.write(
        1_024,
        json -> {
          Event1 event = new Event1(request);
          String identity = String.join(",", identitySource);
          json.writeStringField("version", "1.0");
          json.writeStringField("type", "REQUEST");
          json.writeStringField("methodArn", methodArn);
          json.writeStringField("identitySource", identity);
          json.writeStringField("authorizationToken", identity);
          json.writeStringField("resource", request.place().resource());
          event.writeHead(json, Values.FIRST);
          event.writeVariables(json);
          event.writeContext(json);
        });
  }

  /** Whether repeated headers and parameters are told whole besides. */
  private enum Values {
    FIRST,
    ALL
  }

  private void writeHead(JsonGenerator json, Values values) throws IOException {
    json.writeStringField("path", request.rawPath());
    json.writeStringField("httpMethod", request.http().method());
    Map<String, List<String>> headers = headers();
    writeFirst(json, "headers", headers);
    Map<String, List<String>> parameters = QueryStrings.all(request.http().rawQuery());
    if (values == Values.ALL) {
      writeAll(json, "multiValueHeaders", headers);
    }
    writeFirst(json, "queryStringParameters", parameters);
    if (values == Values.ALL) {
      writeAll(json, "multiValueQueryStringParameters", parameters);
    }
  }

  private Map<String, List<String>> headers() {
    Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Map<String, List<String>> headers = new LinkedHashMap<>();
    request
        .http()
        .headers()
        .forEach((name, value) -> {
          if (!name.toLowerCase(Locale.ROOT).startsWith("x-forwarded-")) {
            names.putIfAbsent(name, name);
            headers
                .computeIfAbsent(names.get(name), first -> new java.util.ArrayList<>())
                .add(value);
          }
        });
    headers.put("X-Forwarded-For", List.of(request.sourceIp()));
    headers.put("X-Forwarded-Proto", List.of(request.http().endpoint().getScheme()));
    headers.put("X-Forwarded-Port", List.of(request.port()));
    if (!names.containsKey("X-Amzn-Trace-Id")) {
      headers.put("X-Amzn-Trace-Id", List.of("Root=" + request.traceRoot()));
    }
    return headers;
  }

  private static void writeFirst(JsonGenerator json, String name, Map<String, List<String>> values)
      throws IOException {
    Map<String, String> first = new LinkedHashMap<>();
    values.forEach((key, all) -> first.put(key, all.getFirst()));
    writeTexts(json, name, first);
  }

  private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    if (texts.isEmpty()) {
      json.writeNullField(name);
    } else {
      Event2.writeTexts(json, name, texts);
    }
  }

  private static void writeAll(JsonGenerator json, String name, Map<String, List<String>> values)
      throws IOException {
    if (values.isEmpty()) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, List<String>> value : values.entrySet()) {
      Event2.writeList(json, value.getKey(), value.getValue());
    }
    json.writeEndObject();
  }

  private void writeContext(JsonGenerator json) throws IOException {
    Place place = request.place();
    json.writeObjectFieldStart("requestContext");
    json.writeStringField("accountId", place.accountId());
    json.writeStringField("apiId", place.apiId());
    writeAuthorizer(json);
    json.writeStringField("domainName", place.domainName());
    json.writeStringField("domainPrefix", place.apiId());
    json.writeStringField("extendedRequestId", request.http().requestId().value());
    json.writeStringField("httpMethod", request.http().method());
    writeIdentity(json);
    json.writeStringField("path", request.rawPath());
    json.writeStringField("protocol", request.http().sender().protocol());
    json.writeStringField("requestId", request.http().requestId().value());
    json.writeStringField("requestTime", Event2.TIME.format(request.time()));
    json.writeNumberField("requestTimeEpoch", request.time().toEpochMilli());
    json.writeNullField("resourceId");
    json.writeStringField("resourcePath", place.resource());
    json.writeStringField("stage", place.stage());
    json.writeEndObject();
  }

  private void writeAuthorizer(JsonGenerator json) throws IOException {
    switch (request.authorized()) {
      case Authorized.Anybody anybody -> writeNoToken(json);
      case Authorized.BySignature signature -> writeNoToken(json);
      case Authorized.ByToken token -> {
        json.writeObjectFieldStart("authorizer");
        Event2.writeToken(json, token);
        json.writeEndObject();
      }
      case Authorized.ByFunction function -> {
        json.writeFieldName("authorizer");
        json.writeRawValue(withPrincipal(function));
      }
    }
  }

  private static void writeNoToken(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("authorizer");
    json.writeNullField("claims");
    json.writeNullField("scopes");
    json.writeEndObject();
  }

  // The object of the context with a member more.
  private static String withPrincipal(Authorized.ByFunction function) {
    if (function.principalId().isEmpty()) {
      return function.context();
    }
    String member =
        "{\"principalId\":\""
            + new String(
                com.fasterxml.jackson.core.io.JsonStringEncoder.getInstance()
                    .quoteAsString(function.principalId().get()))
            + "\"";
    String rest = function.context().strip().substring(1).strip();
    return member + (rest.equals("}") ? rest : "," + rest);
  }

  private void writeIdentity(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("identity");
    if (request.authorized() instanceof Authorized.BySignature(HttpCaller caller)) {
      json.writeStringField("accessKey", caller.accessKeyId().orElse(""));
      json.writeStringField("accountId", caller.account());
      json.writeStringField("caller", caller.userId());
      json.writeStringField("user", caller.userId());
      json.writeStringField("userArn", caller.caller().name());
    } else {
      json.writeNullField("accessKey");
      json.writeNullField("accountId");
      json.writeNullField("caller");
      json.writeNullField("user");
      json.writeNullField("userArn");
    }
    json.writeNullField("cognitoAuthenticationProvider");
    json.writeNullField("cognitoAuthenticationType");
    json.writeNullField("cognitoIdentityId");
    json.writeNullField("cognitoIdentityPoolId");
    json.writeNullField("principalOrgId");
    json.writeStringField("sourceIp", request.sourceIp());
    json.writeStringField("userAgent", request.userAgent());
    json.writeEndObject();
  }

  private void writeVariables(JsonGenerator json) throws IOException {
    writeTexts(json, "pathParameters", request.pathParameters());
    writeTexts(json, "stageVariables", request.stageVariables());
  }

  private void writeBody(JsonGenerator json) throws IOException {
    if (request.body().isEmpty()) {
      json.writeNullField("body");
      json.writeBooleanField("isBase64Encoded", false);
      return;
    }
    EventBody body = EventBody.of(request);
    json.writeStringField("body", body.text());
    json.writeBooleanField("isBase64Encoded", body.base64());
  }
}
