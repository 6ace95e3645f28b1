package dev.forebay.invocation.url;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.forebay.function.url.UrlAddress;
import dev.forebay.model.Bytes;
import dev.forebay.wire.protocol.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a request as an event of payload format 2.0 ("Invoking Lambda function URLs", Request
 * payload format). Pure.
 */
final class UrlEvent {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String DEFAULT = "$default";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Bodies of other types come in Base64, forms too, as recorded of AWS. */
  private static final Set<String> TEXTUAL =
      Set.of("application/json", "application/javascript", "application/xml");

  private final UrlRequest request;

  private UrlEvent(UrlRequest request) {
    this.request = request;
  }

  /** The event as JSON. */
  static Bytes of(UrlRequest request) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1_024 + request.body().size());
    try (JsonGenerator json = JSON.createGenerator(out)) {
      new UrlEvent(request).write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.wrap(out.toByteArray());
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("version", "2.0");
    json.writeStringField("routeKey", DEFAULT);
    json.writeStringField("rawPath", request.rawPath());
    json.writeStringField("rawQueryString", request.http().rawQuery());
    writeCookies(json);
    writeTexts(json, "headers", headers());
    Map<String, String> parameters = QueryStrings.parse(request.http().rawQuery());
    if (!parameters.isEmpty()) {
      writeTexts(json, "queryStringParameters", parameters);
    }
    json.writeObjectFieldStart("requestContext");
    writeContext(json);
    json.writeEndObject();
    writeBody(json);
    json.writeEndObject();
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
      json.writeArrayFieldStart("cookies");
      for (String cookie : cookies) {
        json.writeString(cookie);
      }
      json.writeEndArray();
    }
  }

  private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts)
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
    boolean open = request.url().config().isOpen();
    request
        .http()
        .headers()
        .forEach((name, value) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          boolean signature = lower.equals("authorization") && !open;
          if (!lower.equals("cookie") && !signature) {
            headers.merge(lower, value, (before, next) -> before + "," + next);
          }
        });
    headers.put("x-forwarded-for", request.sourceIp());
    headers.put("x-forwarded-proto", request.http().endpoint().getScheme());
    int port = request.http().endpoint().getPort();
    headers.put("x-forwarded-port", Integer.toString(port < 0 ? 80 : port));
    headers.putIfAbsent("x-amzn-trace-id", "Root=" + request.trace().root());
    return headers;
  }

  private void writeContext(JsonGenerator json) throws IOException {
    String id = request.url().config().urlId();
    json.writeStringField("accountId", request.caller().account());
    json.writeStringField("apiId", id);
    if (!request.url().config().isOpen()) {
      json.writeObjectFieldStart("authorizer");
      json.writeObjectFieldStart("iam");
      writeCaller(json);
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeStringField(
        "domainName",
        UrlAddress.host(
            request.http().endpoint(), request.url().target().function().place().region(), id));
    json.writeStringField("domainPrefix", id);
    json.writeObjectFieldStart("http");
    json.writeStringField("method", request.http().method());
    json.writeStringField("path", request.rawPath());
    json.writeStringField("protocol", request.http().sender().protocol());
    json.writeStringField("sourceIp", request.sourceIp());
    Headers headers = request.http().headers();
    json.writeStringField("userAgent", headers.first("User-Agent").orElse(""));
    json.writeEndObject();
    json.writeStringField("requestId", request.http().requestId().value());
    json.writeStringField("routeKey", DEFAULT);
    json.writeStringField("stage", DEFAULT);
    json.writeStringField("time", TIME.format(request.time()));
    json.writeNumberField("timeEpoch", request.time().toEpochMilli());
  }

  private void writeCaller(JsonGenerator json) throws IOException {
    UrlCaller caller = request.caller();
    json.writeStringField("accessKey", caller.accessKeyId().orElse(""));
    json.writeStringField("accountId", caller.account());
    json.writeStringField("callerId", caller.userId());
    json.writeNullField("cognitoIdentity");
    json.writeNullField("principalOrgId");
    json.writeStringField("userArn", caller.caller().name());
    json.writeStringField("userId", caller.userId());
  }

  private void writeBody(JsonGenerator json) throws IOException {
    Bytes body = request.body();
    if (body.isEmpty()) {
      json.writeBooleanField("isBase64Encoded", false);
      return;
    }
    Optional<String> text = text(body);
    json.writeStringField(
        "body", text.orElseGet(() -> Base64.getEncoder().encodeToString(body.toArray())));
    json.writeBooleanField("isBase64Encoded", text.isEmpty());
  }

  private Optional<String> text(Bytes body) {
    String type = request.http().headers().first("Content-Type").orElse("");
    int parameters = type.indexOf(';');
    String bare =
        (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    if (!bare.startsWith("text/") && !TEXTUAL.contains(bare)) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = body.toByteBuffer();
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
