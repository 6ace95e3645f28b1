package dev.forebay.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;

class PayloadsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "null", "1.5e300", "\"text\"", " [1, {\"a\": [true]}] ", "\"\\u00e9é\""})
  void anyJsonValueIsAPayload(String payload) {
    assertThatCode(() -> Payloads.checkJson(Bytes.utf8(payload))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":}", "hello", "{} {}", "1 2", "'x'", "[1,]", "\"open", " "})
  void everythingElseIsRefused(String payload) {
    assertThatThrownBy(() -> Payloads.checkJson(Bytes.utf8(payload)))
        .isInstanceOfSatisfying(
            AwsException.class,
            error -> {
              assertThat(error.code()).isEqualTo("InvalidRequestContentException");
              assertThat(error.status()).isEqualTo(400);
              assertThat(error.text())
                  .startsWith(
                      "Could not parse request body into json: Could not parse payload into json: ");
            });
  }

  @Test
  void theParsersWordsAreThoseThatAwsAnswers() {
    assertThatThrownBy(() -> Payloads.checkJson(Bytes.wrap(new byte[] {(byte) 0x99, 1})))
        .hasMessageContaining(
            "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String,"
                + " Number, Array, Object or token 'null', 'true' or 'false')");
    assertThatThrownBy(() -> Payloads.checkJson(Bytes.wrap(new byte[] {'"', (byte) 0x87, '"'})))
        .hasMessageContaining("Invalid UTF-8 start byte 0x87");
    assertThatThrownBy(() -> Payloads.checkJson(Bytes.utf8("{'a':1}")))
        .hasMessageContaining("Unexpected character (''' (code 39))")
        .hasMessageContaining("(byte[])\"{'a':1}\"; line: 1, column: 2");
  }

  @Test
  void anEmptyBodyIsAnEmptyObject() {
    assertThat(Payloads.of(null)).isEqualTo(Bytes.utf8("{}"));
    assertThat(Payloads.of(SdkBytes.fromByteArray(new byte[0]))).isEqualTo(Bytes.utf8("{}"));
  }

  @Test
  void theLimitsAreExact() {
    Bytes most = Bytes.wrap(new byte[6_291_456]);
    Bytes more = Bytes.wrap(new byte[6_291_457]);
    assertThatCode(() -> Payloads.checkSync(most)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Payloads.checkSync(more))
        .isInstanceOfSatisfying(
            AwsException.class, error -> assertThat(error.status()).isEqualTo(413))
        .hasMessage("Request must be smaller than 6291456 bytes for the InvokeFunction operation");
    assertThatThrownBy(() -> Payloads.checkEvent(Bytes.wrap(new byte[1_048_577]), 1_048_576))
        .hasMessage(
            "1048577 byte payload is too large for the Event invocation type (limit 1048576"
                + " bytes)");
  }

  @Test
  void aClientContextIsAJsonObjectInBase64() {
    String json = "{\"custom\":{\"foo\":\"bär\"}}";
    assertThat(Payloads.clientContext(base64(json))).contains(json);
    assertThat(Payloads.clientContext(null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"not base64!", "bm90IGpzb24=", "WzFd"})
  void anyOtherClientContextIsRefused(String context) {
    assertThatThrownBy(() -> Payloads.clientContext(context))
        .hasMessage("Client context must be a valid Base64-encoded JSON object.");
  }

  @Test
  void aClientContextHas3583CharactersAtMost() {
    String json = "{\"a\":\"" + "x".repeat(2700) + "\"}";
    assertThatThrownBy(() -> Payloads.clientContext(base64(json)))
        .hasMessageContaining("at most 3583");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
