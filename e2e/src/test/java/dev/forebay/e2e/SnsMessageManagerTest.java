package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.messagemanager.sns.SnsMessageManager;
import software.amazon.awssdk.messagemanager.sns.model.SnsMessage;
import software.amazon.awssdk.messagemanager.sns.model.SnsNotification;
import software.amazon.awssdk.messagemanager.sns.model.SnsSubscriptionConfirmation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * AWS's own verifier of messages, asked about what an endpoint over HTTP gets. It takes
 * certificates of AWS's hosts only, so the server is told to name those, and the verifier's HTTP
 * client brings its requests to the server.
 */
class SnsMessageManagerTest {
  @TempDir Path data;

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init")
  private Server server;

  @SuppressWarnings("NullAway.Init")
  private HttpServer subscriber;

  @BeforeEach
  void start() throws IOException {
    server = Server.start(data, "--durability=memory", "--sns.aws-certificates=on");
    subscriber = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    subscriber.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    subscriber.start();
  }

  @AfterEach
  void stop() {
    subscriber.stop(0);
    server.close();
  }

  private String take() throws InterruptedException {
    String body = received.poll(20, TimeUnit.SECONDS);
    if (body == null) {
      throw new AssertionError("nothing came within twenty seconds");
    }
    return body;
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void awsOwnVerifierBelievesWhatAnEndpointGetsAndNothingElse(String version) throws Exception {
    try (SnsClient sns =
            SnsClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
        SnsMessageManager manager =
            SnsMessageManager.builder()
                .region(Region.US_EAST_1)
                .httpClient(new Detour(server.endpoint(), UrlConnectionHttpClient.create()))
                .build()) {
      String topic =
          sns.createTopic(b -> b.name("news").attributes(Map.of("SignatureVersion", version)))
              .topicArn();
      sns.subscribe(b ->
          b.topicArn(topic)
              .protocol("http")
              .endpoint("http://127.0.0.1:" + subscriber.getAddress().getPort() + "/"));
      SnsMessage asked = manager.parseMessage(take());
      assertThat(asked)
          .isInstanceOfSatisfying(
              SnsSubscriptionConfirmation.class,
              confirmation ->
                  sns.confirmSubscription(b -> b.topicArn(topic).token(confirmation.token())));
      sns.publish(b -> b.topicArn(topic).subject("S").message("hello ä\n\"there\""));
      String body = take();
      assertThat(manager.parseMessage(body))
          .isInstanceOfSatisfying(
              SnsNotification.class,
              notification -> {
                assertThat(notification.message()).isEqualTo("hello ä\n\"there\"");
                assertThat(notification.subject()).isEqualTo("S");
                assertThat(notification.signingCertUrl())
                    .hasScheme("https")
                    .hasHost("sns.us-east-1.amazonaws.com");
              });
      assertThatThrownBy(() -> manager.parseMessage(body.replace("there", "where")))
          .isInstanceOf(SdkClientException.class);
    }
  }

  /** Brings requests for certificates to the server. */
  private record Detour(URI to, SdkHttpClient client) implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      assertThat(request.httpRequest().host()).isEqualTo("sns.us-east-1.amazonaws.com");
      return client.prepareRequest(
          HttpExecuteRequest.builder()
              .request(
                  request.httpRequest().toBuilder()
                      .protocol("http")
                      .host(to.getHost())
                      .port(to.getPort())
                      .build())
              .build());
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
