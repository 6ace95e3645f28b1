package dev.forebay.invocation.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.forebay.wire.protocol.Headers;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;

class StreamedAnswerTest {
  private static final String PRELUDE =
      "{\"statusCode\":203,\"headers\":{\"Content-Type\":\"text/x\"}}\0\0\0\0\0\0\0\0";

  private final List<String> heads = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final StreamedAnswer answer =
      new StreamedAnswer((status, headers) -> {
        heads.add(status + " " + type(headers));
        return body;
      });

  private static String type(Headers headers) {
    return headers.first("content-type").orElse("");
  }

  private void start(String contentType) {
    answer.start(
        InvokeWithResponseStreamResponse.builder().responseStreamContentType(contentType).build());
  }

  private void send(byte[] bytes) {
    answer.send(
        "PayloadChunk",
        InvokeResponseStreamUpdate.builder().payload(SdkBytes.fromByteArray(bytes)).build());
  }

  private void end(String... error) {
    answer.send(
        "InvokeComplete",
        error.length == 0
            ? InvokeWithResponseStreamCompleteEvent.builder().build()
            : InvokeWithResponseStreamCompleteEvent.builder().errorCode(error[0]).build());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 1_000})
  void thePreludeIsReadHoweverItIsCut(int size) {
    start("application/vnd.awslambda.http-integration-response");
    byte[] all = (PRELUDE + "a\0b").getBytes(StandardCharsets.UTF_8);
    for (int from = 0; from < all.length; from += size) {
      send(java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + size)));
    }
    end();
    assertThat(heads).containsExactly("203 text/x");
    assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo("a\0b");
    assertThat(answer.isRefused()).isFalse();
  }

  @Test
  void aStreamWithoutPreludeGoesOutAsItIsPieceByPiece() {
    start("text/plain");
    assertThat(heads).isEmpty();
    send("one".getBytes(StandardCharsets.UTF_8));
    assertThat(heads).containsExactly("200 text/plain");
    assertThat(body.size()).isEqualTo(3);
    end();
  }

  @Test
  void anEmptyStreamIsAnAnswer() {
    start("text/plain");
    end();
    assertThat(heads).containsExactly("200 text/plain");
    assertThat(answer.isRefused()).isFalse();
  }

  @Test
  void whatFailsBeforeTheFirstByteIsRefused() {
    start("text/plain");
    end("Unhandled");
    assertThat(heads).isEmpty();
    assertThat(answer.isRefused()).isTrue();
  }

  @Test
  void whatFailsInTheMiddleIsBrokenOff() {
    start("text/plain");
    send("one".getBytes(StandardCharsets.UTF_8));
    assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> end("Unhandled"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json\0\0\0\0\0\0\0\0x", "{\"statusCode\":200}", ""})
  void aPreludeThatIsNoneIsRefused(String stream) {
    start("application/vnd.awslambda.http-integration-response");
    send(stream.getBytes(StandardCharsets.UTF_8));
    end();
    assertThat(heads).isEmpty();
    assertThat(answer.isRefused()).isTrue();
  }
}
