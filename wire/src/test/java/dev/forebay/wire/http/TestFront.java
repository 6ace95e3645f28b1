package dev.forebay.wire.http;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Region;
import dev.forebay.model.SystemClock;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.Caller;
import dev.forebay.wire.Credential;
import dev.forebay.wire.CredentialSource;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.protocol.WireProtocols;
import dev.forebay.wire.signature.SignatureVerifier;
import dev.forebay.wire.signature.UnknownKeys;
import dev.forebay.wire.tables.ServiceTables;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.lambda.LambdaClient;

/** A running edge with the {@link Echo} services behind it. */
final class TestFront implements AutoCloseable {
  static final AccountRegion PLACE =
      new AccountRegion(new AccountId("000000000000"), new Region("us-east-1"));
  static final String KEY = "AKIAFOREBAYTEST00001";
  static final String SECRET = "a/secret+of the key";

  final Echo echo = new Echo();
  final HttpFront front;

  TestFront() {
    this(HttpSettings.loopback(0, PLACE), UnknownKeys.TRUST, List.of());
  }

  TestFront(HttpSettings settings, UnknownKeys unknownKeys, List<RawRoute> routes) {
    SystemClock clock = new SystemClock();
    Credential known =
        new Credential(
            KEY,
            SECRET,
            Optional.empty(),
            new Caller.Root(new AccountId("123456789012")),
            Optional.empty());
    CredentialSource credentials =
        (id, token) ->
            id.equals(KEY)
                ? new CredentialSource.Answer.Known(known)
                : new CredentialSource.Answer.Unknown();
    Switchboard switchboard =
        new Switchboard(
            echo.bindings(),
            (context, service, operation, request) -> new Authorizer.Decision.Allowed());
    this.front =
        new HttpFront(
            settings,
            switchboard,
            new WireProtocols(switchboard.services(), new ServiceTables()),
            new SignatureVerifier(credentials, unknownKeys, PLACE, clock, clock),
            routes,
            clock,
            new SecureRandom());
    front.start();
  }

  /** Loopback settings with a short patience. */
  static HttpSettings impatient(Duration idleTimeout) {
    return new HttpSettings(
        "127.0.0.1",
        0,
        Optional.empty(),
        Set.of(),
        HttpSettings.AdminPeers.LOCAL,
        Set.of(),
        PLACE,
        idleTimeout,
        Duration.ofSeconds(5));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + front.port());
  }

  LambdaClient lambda(String key, String secret) {
    return LambdaClient.builder()
        .endpointOverride(uri())
        .region(software.amazon.awssdk.regions.Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(c -> c.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  /** An Authorization header and its date, by a key that nobody knows. */
  static List<String> trustedHeaders() {
    String date =
        DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC)
            .format(new SystemClock().now());
    return List.of(
        "X-Amz-Date: " + date,
        "Authorization: AWS4-HMAC-SHA256 Credential=test/"
            + date.substring(0, 8)
            + "/us-east-1/lambda/aws4_request, SignedHeaders=host;x-amz-date, Signature=00");
  }

  /** The head of an HTTP/1.1 request, signed with a key that nobody knows. */
  String head(String requestLine, String... more) {
    StringBuilder out = new StringBuilder(requestLine + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    trustedHeaders().forEach(header -> out.append(header).append("\r\n"));
    for (String header : more) {
      out.append(header).append("\r\n");
    }
    return out.append("\r\n").toString();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** Sends bytes over a connection of their own, ends it there, and reads until the other end. */
  String exchange(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    front.close();
  }
}
