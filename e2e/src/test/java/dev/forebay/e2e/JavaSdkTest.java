package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS SDK for Java 2, synchronous and asynchronous. */
class JavaSdkTest {
  private static final String ROLE = "arn:aws:iam::000000000000:role/any";
  private static final StaticCredentialsProvider KEYS =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

  @TempDir static Path data;

  @SuppressWarnings("NullAway.Init")
  private static Server server;

  @SuppressWarnings("NullAway.Init")
  private static LambdaClient lambda;

  @BeforeAll
  static void start() {
    server = Server.start(data);
    lambda = client(server.endpoint());
  }

  @AfterAll
  static void stop() {
    lambda.close();
    server.close();
  }

  static LambdaClient client(URI endpoint) {
    return LambdaClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(KEYS)
        .httpClient(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(60)).build())
        .build();
  }

  static void create(LambdaClient lambda, String name, String code) {
    lambda.createFunction(request ->
        request
            .functionName(name)
            .runtime("python3.13")
            .handler("handler.handle")
            .role(ROLE)
            .timeout(30)
            .code(zip -> zip.zipFile(SdkBytes.fromByteArray(Packages.zip("handler.py", code)))));
    lambda.waiter().waitUntilFunctionActiveV2(request -> request.functionName(name));
  }

  @Test
  void errorsComeBackAsTheModelledExceptions() {
    assertThatThrownBy(() -> lambda.getFunction(request -> request.functionName("absent")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(
            "Function not found: arn:aws:lambda:us-east-1:000000000000:function:absent");
    create(lambda, "twice", "def handle(event, context):\n    return 1\n");
    assertThatThrownBy(() -> create(lambda, "twice", "x = 1"))
        .isInstanceOf(ResourceConflictException.class)
        .hasMessageContaining("Function already exist: twice");
  }

  @Test
  void codeThatIsNoZipIsRefused() {
    assertThatThrownBy(() ->
            lambda.createFunction(request ->
                request
                    .functionName("no-zip")
                    .runtime("python3.13")
                    .handler("handler.handle")
                    .role(ROLE)
                    .code(code -> code.zipFile(SdkBytes.fromUtf8String("this is no zip")))))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining(
            "Could not unzip uploaded file. Please check your file, then try to upload again.");
  }

  @Test
  void theAccountIsTheOneThatTheKeySpells() {
    try (StsClient sts =
        StsClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("111122223333", "x")))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      assertThat(sts.getCallerIdentity().account()).isEqualTo("111122223333");
    }
  }

  @Test
  void aStreamedAnswerArrivesThroughTheAsynchronousClient() throws Exception {
    create(lambda, "streamed", "def handle(event, context):\n    return 'x' * 100000\n");
    try (LambdaAsyncClient async =
        LambdaAsyncClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(KEYS)
            .build()) {
      StringBuilder body = new StringBuilder();
      CompletableFuture<String> complete = new CompletableFuture<>();
      async
          .invokeWithResponseStream(
              request -> request.functionName("streamed").payload(SdkBytes.fromUtf8String("{}")),
              InvokeWithResponseStreamResponseHandler.builder()
                  .subscriber(
                      InvokeWithResponseStreamResponseHandler.Visitor.builder()
                          .onPayloadChunk(chunk -> body.append(chunk.payload().asUtf8String()))
                          .onInvokeComplete(
                              event -> complete.complete(String.valueOf(event.errorCode())))
                          .build())
                  .build())
          .get(30, TimeUnit.SECONDS);
      assertThat(body).hasSize(100_002);
      assertThat(complete.get(5, TimeUnit.SECONDS)).isEqualTo("null");
    }
  }

  @Test
  void twoHundredInvocationsAreInFlightAtOnce() throws Exception {
    create(
        lambda,
        "sleeps",
        "import time\ndef handle(event, context):\n    time.sleep(event['s'])\n    return event['i']\n");
    int count = Integer.getInteger("forebay.in-flight", 200);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InvokeResponse>> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String payload = "{\"s\": 5, \"i\": " + i + "}";
        answers.add(
            callers.submit(() ->
                lambda.invoke(request ->
                    request.functionName("sleeps").payload(SdkBytes.fromUtf8String(payload)))));
      }
      for (int i = 0; i < count; i++) {
        InvokeResponse answer = answers.get(i).get(120, TimeUnit.SECONDS);
        assertThat(answer.functionError()).isNull();
        assertThat(answer.payload().asUtf8String()).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void afterAResetNothingIsLeftAndResetIsQuick() throws Exception {
    try (Server own = Server.start(data.resolve("reset"));
        LambdaClient client = client(own.endpoint());
        HttpClient http = HttpClient.newHttpClient()) {
      create(client, "gone", "def handle(event, context):\n    return 1\n");
      client.invoke(request -> request.functionName("gone"));
      assertThat(post(http, own.endpoint().resolve("/_forebay/reset"))).isEqualTo(200);
      assertThat(client.listFunctions().functions()).isEmpty();

      List<Long> millis = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        long begun = System.nanoTime();
        assertThat(post(http, own.endpoint().resolve("/_forebay/reset"))).isEqualTo(200);
        millis.add((System.nanoTime() - begun) / 1_000_000);
      }
      assertThat(millis.stream().sorted().toList().get(25))
          .as("median of %s", millis)
          .isLessThan(20);
    }
  }

  @Test
  void healthSaysWhatIsEnforcedAndWhichRuntimesThereAre() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> health =
          http.send(
              HttpRequest.newBuilder(server.endpoint().resolve("/_forebay/health")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.body())
          .contains("\"version\"", "\"sandbox\"", "\"enforced\"", "\"runtimes\"", "python");
    }
  }

  private static int post(HttpClient http, URI uri) throws Exception {
    return http.send(
            HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }
}
