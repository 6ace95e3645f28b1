package dev.forebay.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What reaches S3 in other ways than by a client's calls: links, hosts, web pages. */
class EdgeTest {
  @TempDir Path folder;
  private S3Server server;
  private S3Client s3;

  @BeforeEach
  void open() {
    server = new S3Server(folder.resolve("objects"));
    s3 = server.client();
    s3.createBucket(b -> b.bucket("box"));
    s3.putObject(b -> b.bucket("box").key("k"), RequestBody.fromString("hello"));
  }

  @AfterEach
  void close() {
    s3.close();
    server.close();
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void aPresignedLinkReadsAndWrites() throws Exception {
    try (S3Presigner presigner = server.presigner();
        HttpClient http = HttpClient.newHttpClient()) {
      URI get =
          presigner
              .presignGetObject(b ->
                  b.signatureDuration(Duration.ofMinutes(5))
                      .getObjectRequest(r -> r.bucket("box").key("k")))
              .url()
              .toURI();
      assertThat(
              http.send(HttpRequest.newBuilder(get).build(), HttpResponse.BodyHandlers.ofString())
                  .body())
          .isEqualTo("hello");
      String forged = get.toString().replace("/k?", "/other?");
      HttpResponse<String> refused =
          http.send(
              HttpRequest.newBuilder(URI.create(forged)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("<Code>SignatureDoesNotMatch</Code>");
    }
  }

  @Test
  void nobodyWithoutASignatureIsLetIn() throws Exception {
    assertThat(raw("GET /box/k HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .contains("<Code>AccessDenied</Code>")
        .contains("application/xml");
    assertThat(raw("HEAD /box/k HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .doesNotContain("AccessDenied");
  }

  @Test
  void aHostMayNameTheBucket() throws Exception {
    for (String host : new String[] {"box.s3.localhost", "box.s3.eu-west-1.localhost:4566"}) {
      assertThat(raw("GET /_forebay/none HTTP/1.1\r\nHost: " + host + "\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("<Code>AccessDenied</Code>");
    }
  }

  @Test
  void pagesAreLetInByTheBucketsRules() throws Exception {
    String ask =
        String.join(
            "\r\n",
            "OPTIONS /box/k HTTP/1.1",
            "Host: localhost",
            "Origin: https://app.example",
            "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: content-type",
            "",
            "");
    assertThat(raw(ask)).startsWith("HTTP/1.1 403 ").contains("AccessForbidden");
    s3.putBucketCors(b ->
        b.bucket("box")
            .corsConfiguration(c ->
                c.corsRules(
                    CORSRule.builder()
                        .allowedOrigins("https://*.example")
                        .allowedMethods("GET", "PUT")
                        .allowedHeaders("*")
                        .exposeHeaders("ETag")
                        .build())));
    assertThat(raw(ask))
        .startsWith("HTTP/1.1 200 ")
        .contains("Access-Control-Allow-Origin: https://app.example")
        .contains("Access-Control-Allow-Headers: content-type");
    assertThat(raw("GET /box/k HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\n\r\n"))
        .contains("Access-Control-Expose-Headers: ETag");
  }
}
