package dev.forebay.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponse;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

class EventStreamTest {
  private final Loopback wire =
      new Loopback(
          ServiceBinding.of("lambda")
              .onStream(
                  "InvokeWithResponseStream",
                  InvokeWithResponseStreamRequest::builder,
                  (context, request, stream) -> {})
              .build(),
          ServiceBinding.of("logs")
              .onStream(
                  "StartLiveTail", StartLiveTailRequest::builder, (context, request, stream) -> {})
              .build());

  private EventStreamEncoder invoke() {
    WireCall call =
        wire.protocols.find(
            new WireRequest(
                "POST",
                "/2021-11-15/functions/fn/response-streaming-invocations",
                "",
                Headers.EMPTY,
                Bytes.EMPTY),
            Optional.of("lambda"));
    assertThat(call.streaming()).isTrue();
    return wire.protocols.eventStream(call, Loopback.REQUEST_ID);
  }

  @Test
  void theInitialResponseIsStatusAndHeadersOnRestJson() {
    WireResponse start =
        invoke()
            .start(
                InvokeWithResponseStreamResponse.builder()
                    .statusCode(200)
                    .executedVersion("3")
                    .responseStreamContentType("text/html")
                    .build());
    assertThat(start.status()).isEqualTo(200);
    assertThat(start.headers().first("X-Amz-Executed-Version")).contains("3");
    assertThat(start.headers().first("Content-Type"))
        .contains("application/vnd.amazon.eventstream");
    assertThat(start.body()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void theInitialResponseIsTheFirstMessageOnTheJsonProtocols() {
    WireCall call =
        wire.protocols.find(
            new WireRequest(
                "POST",
                "/",
                "",
                Headers.of(
                    "X-Amz-Target",
                    "Logs_20140328.StartLiveTail",
                    "Content-Type",
                    "application/x-amz-json-1.1"),
                Bytes.utf8("{}")),
            Optional.of("logs"));
    WireResponse start =
        wire.protocols
            .eventStream(call, Loopback.REQUEST_ID)
            .start(StartLiveTailResponse.builder().build());
    Message message = Message.decode(start.body().toByteBuffer());
    assertThat(header(message, ":event-type")).isEqualTo("initial-response");
    assertThat(new String(message.getPayload(), StandardCharsets.UTF_8)).isEqualTo("{}");
  }

  @Test
  void anEventsPayloadTravelsAsItIs() {
    byte[] bytes = {0, 1, -1, '{'};
    Message message =
        Message.decode(
            invoke()
                .event(
                    "PayloadChunk",
                    InvokeResponseStreamUpdate.builder()
                        .payload(SdkBytes.fromByteArray(bytes))
                        .build())
                .toByteBuffer());
    assertThat(header(message, ":message-type")).isEqualTo("event");
    assertThat(header(message, ":event-type")).isEqualTo("PayloadChunk");
    assertThat(header(message, ":content-type")).isEqualTo("application/octet-stream");
    assertThat(message.getPayload()).isEqualTo(bytes);
  }

  @Test
  void anEventsMembersTravelAsJson() {
    Message message =
        Message.decode(
            invoke()
                .event(
                    "InvokeComplete",
                    InvokeWithResponseStreamCompleteEvent.builder()
                        .errorCode("Unhandled")
                        .logResult("bG9n")
                        .build())
                .toByteBuffer());
    assertThat(header(message, ":event-type")).isEqualTo("InvokeComplete");
    assertThat(Bytes.wrap(message.getPayload()).toUtf8())
        .isEqualTo("{\"ErrorCode\":\"Unhandled\",\"LogResult\":\"bG9n\"}");
  }

  @Test
  void aFailureInMidStreamIsAnExceptionMessage() {
    Message message =
        Message.decode(
            invoke()
                .exception(new AwsException("ServiceException", 500, "it broke"))
                .toByteBuffer());
    assertThat(header(message, ":message-type")).isEqualTo("exception");
    assertThat(header(message, ":exception-type")).isEqualTo("ServiceException");
    assertThat(Bytes.wrap(message.getPayload()).toUtf8())
        .isEqualTo("{\"Type\":\"Service\",\"Message\":\"it broke\"}");
  }

  @Test
  void theRealClientSeesTheEventsAndTheirEnd() {
    EventStreamEncoder encoder = invoke();
    WireResponse start =
        encoder.start(InvokeWithResponseStreamResponse.builder().statusCode(200).build());
    List<Bytes> messages =
        List.of(
            encoder.event("PayloadChunk", chunk("one ")),
            encoder.event("PayloadChunk", chunk("two")),
            encoder.event(
                "InvokeComplete",
                InvokeWithResponseStreamCompleteEvent.builder().logResult("bG9n").build()));
    List<String> seen = new CopyOnWriteArrayList<>();
    try (LambdaAsyncClient client = client(start, messages)) {
      client
          .invokeWithResponseStream(
              request -> request.functionName("fn"),
              InvokeWithResponseStreamResponseHandler.builder()
                  .subscriber(
                      InvokeWithResponseStreamResponseHandler.Visitor.builder()
                          .onPayloadChunk(event -> seen.add(event.payload().asUtf8String()))
                          .onInvokeComplete(event -> seen.add("end " + event.logResult()))
                          .build())
                  .build())
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
    }
    assertThat(seen).containsExactly("one ", "two", "end bG9n");
  }

  @Test
  void theRealClientThrowsTheModelsExceptionInMidStream() {
    EventStreamEncoder encoder = invoke();
    WireResponse start =
        encoder.start(InvokeWithResponseStreamResponse.builder().statusCode(200).build());
    List<Bytes> messages =
        List.of(
            encoder.event("PayloadChunk", chunk("one")),
            encoder.exception(new AwsException("ServiceException", 500, "it broke")));
    try (LambdaAsyncClient client = client(start, messages)) {
      assertThat(
              client.invokeWithResponseStream(
                  request -> request.functionName("fn"),
                  InvokeWithResponseStreamResponseHandler.builder()
                      .subscriber(event -> {})
                      .build()))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(LambdaException.class)
          .withMessageContaining("it broke");
    }
  }

  private static InvokeResponseStreamUpdate chunk(String text) {
    return InvokeResponseStreamUpdate.builder().payload(SdkBytes.fromUtf8String(text)).build();
  }

  /** The SDK's client, answered with these messages whatever it asks. */
  private static LambdaAsyncClient client(WireResponse start, List<Bytes> messages) {
    SdkAsyncHttpClient http =
        new SdkAsyncHttpClient() {
          @Override
          public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
            SdkHttpFullResponse.Builder head =
                SdkHttpFullResponse.builder().statusCode(start.status());
            start.headers().forEach(head::appendHeader);
            request.responseHandler().onHeaders(head.build());
            request
                .responseHandler()
                .onStream(
                    SdkPublisher.fromIterable(messages.stream().map(Bytes::toByteBuffer).toList()));
            return CompletableFuture.completedFuture(null);
          }

          @Override
          public void close() {}
        };
    return LambdaAsyncClient.builder()
        .httpClient(http)
        .region(Region.US_EAST_1)
        .endpointOverride(URI.create("http://127.0.0.1:4566"))
        .overrideConfiguration(config -> config.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }

  private static String header(Message message, String name) {
    HeaderValue value = message.getHeaders().get(name);
    return value == null ? "" : value.getString();
  }
}
