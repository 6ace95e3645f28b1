package dev.forebay.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes a request as an event of payload format 2.0 ("Invoking Lambda function URLs", Request
 * payload format; "Create AWS Lambda proxy integrations for HTTP APIs"). Pure.
 */
public final class Event2 {
  static final JsonFactory JSON = new JsonFactory();
  static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final ProxyRequest request;
  private final Set<String> withheld;

  private Event2(ProxyRequest request, Set<String> withheld) {
    this.request = request;
    this.withheld = withheld;
  }

  /**
   * The event as JSON.
   *
   * @param withheld names of headers, in lower case, that the function is not told
   */
  public static Bytes of(ProxyRequest request, Set<String> withheld) {
    return write(
        1_024 + request.body().size(),
        json -> {
          Event2 event = new Event2(request, withheld);
          json.writeStringField("version", "2.0");
          json.writeStringField("routeKey", request.place().routeKey());
          event.writeHead(json);
          event.writeContext(json);
          event.writeBody(json);
          event.writeVariables(json);
        });
  }

  /**
   * What an authorizer's function is asked ("Control access to HTTP APIs with AWS Lambda
   * authorizers", payload format 2.0): the event without its body.
   *
   * @param routeArn what is to be allowed
   * @param identitySource what the caller is known by
   */
  public static Bytes question(ProxyRequest request, String routeArn, List<String> identitySource) {
    return write(
        1_024,
        json -> {
          Event2 event = new Event2(request, Set.of());
          json.writeStringField("version", "2.0");
          json.writeStringField("type", "REQUEST");
          json.writeStringField("routeArn", routeArn);
          writeList(json, "identitySource", identitySource);
          json.writeStringField("routeKey", request.place().routeKey());
          event.writeHead(json);
          event.writeContext(json);
          event.writeVariables(json);
        });
  }

  /** Writes members of an object. */
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  static Bytes write(int size, Content content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(out.toByteArray());
  }

  private void writeHead(JsonGenerator json) throws IOException {
    json.writeStringField("rawPath", request.rawPath());
    json.writeStringField("rawQueryString", request.http().rawQuery());
    writeCookies(json);
    writeTexts(json, "headers", headers());
    Map<String, String> parameters = QueryStrings.parse(request.http().rawQuery());
    if (!parameters.isEmpty()) {
      writeTexts(json, "queryStringParameters", parameters);
    }
  }

  private void writeCookies(JsonGenerator json) throws IOException {
    List<String> cookies = new ArrayList<>();
    for (String header : request.http().headers().all("Cookie")) {
      for (String cookie : header.split(";", -1)) {
        if (!cookie.isBlank()) {
          cookies.add(cookie.strip());
        }
      }
    }
    if (!cookies.isEmpty()) {
      writeList(json, "cookies", cookies);
    }
  }

  static void writeList(JsonGenerator json, String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  static void writeTexts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  // What the service's own front adds; a client's word for it does not count.
  private Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .http()
        .headers()
        .forEach((name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!lower.equals("cookie") && !withheld.contains(lower)) {
            headers.merge(lower, value, (before, next) -> before + "," + next);
          }
        });
    headers.put("x-forwarded-for", request.sourceIp());
    headers.put("x-forwarded-proto", request.http().endpoint().getScheme());
    headers.put("x-forwarded-port", request.port());
    headers.putIfAbsent("x-amzn-trace-id", "Root=" + request.traceRoot());
    return headers;
  }

  private void writeContext(JsonGenerator json) throws IOException {
    Place place = request.place();
    json.writeObjectFieldStart("requestContext");
    json.writeStringField("accountId", place.accountId());
    json.writeStringField("apiId", place.apiId());
    writeAuthorizer(json);
    json.writeStringField("domainName", place.domainName());
    json.writeStringField("domainPrefix", place.apiId());
    json.writeObjectFieldStart("http");
    json.writeStringField("method", request.http().method());
    json.writeStringField("path", request.rawPath());
    json.writeStringField("protocol", request.http().sender().protocol());
    json.writeStringField("sourceIp", request.sourceIp());
    json.writeStringField("userAgent", request.userAgent());
    json.writeEndObject();
    json.writeStringField("requestId", request.http().requestId().value());
    json.writeStringField("routeKey", place.routeKey());
    json.writeStringField("stage", place.stage());
    json.writeStringField("time", TIME.format(request.time()));
    json.writeNumberField("timeEpoch", request.time().toEpochMilli());
    json.writeEndObject();
  }

  private void writeAuthorizer(JsonGenerator json) throws IOException {
    switch (request.authorized()) {
      case Authorized.Anybody anybody -> {}
      case Authorized.BySignature(HttpCaller caller) -> {
        json.writeObjectFieldStart("authorizer");
        json.writeObjectFieldStart("iam");
        writeCaller(json, caller);
        json.writeEndObject();
        json.writeEndObject();
      }
      case Authorized.ByToken token -> {
        json.writeObjectFieldStart("authorizer");
        json.writeObjectFieldStart("jwt");
        writeToken(json, token);
        json.writeEndObject();
        json.writeEndObject();
      }
      case Authorized.ByFunction function -> {
        json.writeObjectFieldStart("authorizer");
        json.writeFieldName("lambda");
        json.writeRawValue(function.context());
        json.writeEndObject();
      }
    }
  }

  static void writeToken(JsonGenerator json, Authorized.ByToken token) throws IOException {
    writeTexts(json, "claims", token.claims());
    if (token.scopes().isPresent()) {
      writeList(json, "scopes", token.scopes().get());
    } else {
      json.writeNullField("scopes");
    }
  }

  private static void writeCaller(JsonGenerator json, HttpCaller caller) throws IOException {
    json.writeStringField("accessKey", caller.accessKeyId().orElse(""));
    json.writeStringField("accountId", caller.account());
    json.writeStringField("callerId", caller.userId());
    json.writeNullField("cognitoIdentity");
    json.writeNullField("principalOrgId");
    json.writeStringField("userArn", caller.caller().name());
    json.writeStringField("userId", caller.userId());
  }

  private void writeBody(JsonGenerator json) throws IOException {
    if (request.body().isEmpty()) {
      json.writeBooleanField("isBase64Encoded", false);
      return;
    }
    EventBody body = EventBody.of(request);
    json.writeStringField("body", body.text());
    json.writeBooleanField("isBase64Encoded", body.base64());
  }

  private void writeVariables(JsonGenerator json) throws IOException {
    if (!request.pathParameters().isEmpty()) {
      writeTexts(json, "pathParameters", request.pathParameters());
    }
    if (!request.stageVariables().isEmpty()) {
      writeTexts(json, "stageVariables", request.stageVariables());
    }
  }
}
