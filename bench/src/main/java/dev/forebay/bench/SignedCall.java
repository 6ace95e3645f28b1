package dev.forebay.bench;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The bytes of a signed HTTP/1.1 request, made once and sent many times; good for five minutes. */
final class SignedCall {
  private SignedCall() {}

  static byte[] post(URI uri, byte[] body, String accessKey, String secretKey) {
    return post(uri, body, accessKey, secretKey, Map.of());
  }

  static byte[] post(
      URI uri, byte[] body, String accessKey, String secretKey, Map<String, String> headers) {
    return bytes(SdkHttpMethod.POST, uri, body, accessKey, secretKey, headers);
  }

  static byte[] get(URI uri, String accessKey, String secretKey) {
    return bytes(SdkHttpMethod.GET, uri, new byte[0], accessKey, secretKey, Map.of());
  }

  /** A call of a JSON service. */
  static byte[] json(URI uri, String service, String target, byte[] body) {
    return json(uri, service, target, "application/x-amz-json-1.0", body);
  }

  /** A call of a JSON service that wants a content type of its own. */
  static byte[] json(URI uri, String service, String target, String contentType, byte[] body) {
    return bytes(
        SdkHttpMethod.POST,
        uri,
        body,
        "test",
        "test",
        Map.of("Content-Type", contentType, "X-Amz-Target", target),
        service);
  }

  /** A call of any service. */
  static byte[] of(
      SdkHttpMethod method, URI uri, String service, byte[] body, Map<String, String> headers) {
    return bytes(method, uri, body, "test", "test", headers, service);
  }

  private static byte[] bytes(
      SdkHttpMethod method,
      URI uri,
      byte[] body,
      String accessKey,
      String secretKey,
      Map<String, String> headers) {
    return bytes(method, uri, body, accessKey, secretKey, headers, "lambda");
  }

  private static byte[] bytes(
      SdkHttpMethod method,
      URI uri,
      byte[] body,
      String accessKey,
      String secretKey,
      Map<String, String> headers,
      String service) {
    SdkHttpRequest.Builder plain =
        SdkHttpRequest.builder()
            .method(method)
            .uri(uri)
            .putHeader("Host", uri.getHost() + ":" + uri.getPort())
            .putHeader("Content-Type", "application/json")
            .putHeader("Content-Length", Integer.toString(body.length));
    headers.forEach(plain::putHeader);
    SdkHttpRequest request = plain.build();
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(r ->
                r.identity(AwsCredentialsIdentity.create(accessKey, secretKey))
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder head =
        new StringBuilder(method + " " + uri.getRawPath() + query + " HTTP/1.1\r\n");
    for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
      head.append(header.getKey()).append(": ").append(header.getValue().getFirst()).append("\r\n");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    out.writeBytes(body);
    return out.toByteArray();
  }
}
