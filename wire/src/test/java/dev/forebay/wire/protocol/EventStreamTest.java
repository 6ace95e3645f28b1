package dev.forebay.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.ServiceBinding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponse;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
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

  private static String header(Message message, String name) {
    HeaderValue value = message.getHeaders().get(name);
    return value == null ? "" : value.getString();
  }
}
