package dev.forebay.wire.signature;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.checksum.Checksum;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Takes the aws-chunked framing off a body that was received as a whole. */
final class AwsChunkedBody {
  private AwsChunkedBody() {}

  /**
   * The bytes inside.
   *
   * @param signatures the chain to check, or empty when chunks are unsigned or the secret unknown
   * @throws AwsException when the framing is broken, or a signature or checksum is another one
   */
  static Bytes decode(
      Bytes received,
      Payload.Chunked framing,
      Headers headers,
      Optional<ChunkSignatures> signatures) {
    try (AwsChunkedStream stream =
        new AwsChunkedStream(received.toInputStream(), framing, headers, signatures)) {
      byte[] body = stream.readAllBytes();
      stream.trailers().forEach((name, value) -> check(name, value, body));
      return Bytes.wrap(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void check(String trailer, String value, byte[] body) {
    Optional<Checksum> kind = Checksum.ofHeader(trailer);
    if (kind.isEmpty()) {
      return;
    }
    Checksum.Running running = kind.get().start();
    running.update(body, 0, body.length);
    if (!running.base64().equals(value)) {
      throw new AwsException(
          "BadDigest",
          400,
          "The " + kind.get() + " you specified did not match the calculated checksum.");
    }
  }
}
