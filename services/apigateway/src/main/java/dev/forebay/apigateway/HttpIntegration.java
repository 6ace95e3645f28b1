package dev.forebay.apigateway;

import dev.forebay.model.Bytes;
import dev.forebay.proxy.HttpAnswer;
import dev.forebay.proxy.MalformedAnswer;
import dev.forebay.proxy.ProxyRequest;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.apigatewayv2.model.Integration;

/**
 * Lets another HTTP server answer ("Create HTTP proxy integrations for HTTP APIs"). The path of its
 * URL may name the route's variables. Thread-safe.
 */
final class HttpIntegration {
  private static final Set<String> OF_ONE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");
  private static final int LARGEST = 10 * 1024 * 1024;

  private final OutgoingHttp http;

  HttpIntegration(OutgoingHttp http) {
    this.http = http;
  }

  HttpAnswer answer(Visit visit, Integration integration) {
    ProxyRequest request = visit.request();
    try {
      HttpRequest.Builder asked =
          HttpRequest.newBuilder(uri(visit, integration))
              .timeout(Duration.ofMillis(integration.timeoutInMillis()));
      request
          .http()
          .headers()
          .forEach((name, value) -> {
            if (!OF_ONE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
              asked.header(name, value);
            }
          });
      asked.header("Forwarded", forwarded(request));
      String method =
          integration.integrationMethod().equals(RouteKey.ANY)
              ? request.http().method()
              : integration.integrationMethod();
      asked.method(
          method,
          request.body().isEmpty()
              ? HttpRequest.BodyPublishers.noBody()
              : HttpRequest.BodyPublishers.ofByteArray(request.body().toArray()));
      return read(http.client().send(asked.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (HttpTimeoutException e) {
      return GatewayAnswer.TIMED_OUT;
    } catch (IOException e) {
      return GatewayAnswer.UNAVAILABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return GatewayAnswer.UNAVAILABLE;
    } catch (IllegalArgumentException | MalformedAnswer e) {
      return GatewayAnswer.FAILED;
    }
  }

  private static String forwarded(ProxyRequest request) {
    return "by=127.0.0.1;for="
        + request.sourceIp()
        + ";host="
        + request.place().domainName()
        + ";proto="
        + request.http().endpoint().getScheme();
  }

  private static URI uri(Visit visit, Integration integration) {
    String uri = visit.site().fill(integration.integrationUri());
    for (Map.Entry<String, String> one : visit.request().pathParameters().entrySet()) {
      uri = uri.replace("{" + one.getKey() + "}", encode(one.getValue()));
    }
    String query = visit.request().http().rawQuery();
    String mark = uri.indexOf('?') < 0 ? "?" : "&";
    return URI.create(query.isEmpty() ? uri : uri + mark + query);
  }

  private static String encode(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static HttpAnswer read(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      byte[] body = in.readNBytes(LARGEST + 1);
      if (body.length > LARGEST) {
        return GatewayAnswer.FAILED;
      }
      Headers.Builder headers = Headers.builder();
      answer
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!name.startsWith(":")
                && !OF_ONE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
              values.forEach(value -> headers.add(name, value));
            }
          });
      return new HttpAnswer(answer.statusCode(), headers.build(), Bytes.wrap(body));
    }
  }
}
