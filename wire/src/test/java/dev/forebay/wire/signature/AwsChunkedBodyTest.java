package dev.forebay.wire.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.checksum.Checksum;
import dev.forebay.wire.protocol.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The framing of aws-chunked bodies whose chunks are not signed. */
class AwsChunkedBodyTest {
  private static final Payload.Chunked UNSIGNED =
      new Payload.Chunked("STREAMING-UNSIGNED-PAYLOAD-TRAILER", false, true);

  private static Bytes decode(String framed, String length, String trailer) {
    Headers headers = Headers.of("X-Amz-Decoded-Content-Length", length, "X-Amz-Trailer", trailer);
    return AwsChunkedBody.decode(Bytes.utf8(framed), UNSIGNED, headers, Optional.empty());
  }

  private static String code(String framed, String length, String trailer) {
    try {
      decode(framed, length, trailer);
    } catch (AwsException e) {
      return e.code();
    }
    return "accepted";
  }

  @Test
  void chunksAreJoinedAndTheChecksumIsCompared() {
    String framed = "5\r\nHello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:i9aeUg==\r\n\r\n";
    assertThat(decode(framed, "11", "x-amz-checksum-crc32")).isEqualTo(Bytes.utf8("Hello world"));
    assertThat(code(framed.replace("i9a", "i9b"), "11", "x-amz-checksum-crc32"))
        .isEqualTo("BadDigest");
  }

  @Test
  void aPromisedTrailerMustCome() {
    assertThat(code("1\r\na\r\n0\r\n\r\n", "1", "x-amz-checksum-sha1"))
        .isEqualTo("MalformedTrailerError");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "5\r\n",
        "5\r\nHell",
        "5\r\nHelloX\r\n0\r\n\r\n",
        "z\r\nHello\r\n0\r\n\r\n",
        "-5\r\nHello\r\n0\r\n\r\n",
        "7fffffff\r\nHello\r\n0\r\n\r\n",
        "ffffffff\r\nHello\r\n0\r\n\r\n",
        "5\nHello\n0\n\n",
        "5\r\nHello\r\n0\r\n\r\nmore",
        "4\r\nHell\r\n0\r\n\r\n"
      })
  void brokenFramingIsAnIncompleteBody(String framed) {
    assertThat(code(framed, "5", "")).isEqualTo("IncompleteBody");
  }

  @Test
  void anyDamageIsAnAnswerAndNeverAnotherException() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] good =
        "5\r\nHello\r\n0\r\nx-amz-checksum-crc32:90iR9g==\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = good.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      String code =
          code(new String(damaged, StandardCharsets.US_ASCII), "5", "x-amz-checksum-crc32");
      assertThat(code).isIn("accepted", "IncompleteBody", "BadDigest", "MalformedTrailerError");
    }
  }

  @Test
  void theNvmeChecksumHasItsCheckValue() {
    Checksum.Running running = Checksum.CRC64NVME.start();
    byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
    running.update(check, 0, check.length);
    assertThat(Base64.getDecoder().decode(running.base64()))
        .isEqualTo(java.util.HexFormat.of().parseHex("ae8b14860a799888"));
  }
}
