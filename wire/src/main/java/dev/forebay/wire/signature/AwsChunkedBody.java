package dev.forebay.wire.signature;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the aws-chunked framing off a body: {@code size[;chunk-signature=…] CRLF bytes CRLF}, a
 * chunk of no bytes, then trailers. Signatures and checksums are verified on the way. Confined to
 * one thread.
 */
final class AwsChunkedBody {
  private static final int SMALLEST_SIGNED_CHUNK = 8_192;
  private static final int LONGEST_LINE = 16_384;
  private static final String SIGNATURE = "chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private final byte[] in;
  private final Payload.Chunked framing;
  private final Headers headers;
  private final Optional<ChunkSignatures> signatures;
  private final Map<Checksum, Checksum.Running> checksums = new LinkedHashMap<>();
  private final ByteArrayOutputStream out;
  private int at;

  private AwsChunkedBody(
      Bytes received,
      Payload.Chunked framing,
      Headers headers,
      Optional<ChunkSignatures> signatures) {
    this.in = received.toArray();
    this.framing = framing;
    this.headers = headers;
    this.signatures = signatures;
    this.out = new ByteArrayOutputStream(in.length);
  }

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
    AwsChunkedBody body = new AwsChunkedBody(received, framing, headers, signatures);
    body.run();
    return Bytes.wrap(body.out.toByteArray());
  }

  private void run() {
    List<String> promised = promisedTrailers();
    for (String name : promised) {
      Checksum.ofHeader(name).ifPresent(checksum -> checksums.put(checksum, checksum.start()));
    }
    int size = readChunk(false);
    while (size > 0) {
      size = readChunk(framing.signed() && size < SMALLEST_SIGNED_CHUNK);
    }
    if (framing.trailer()) {
      checkTrailers(promised);
    } else if (at < in.length) {
      endOfLine();
    }
    if (at < in.length) {
      throw incomplete();
    }
    checkLength();
  }

  private int readChunk(boolean afterShortChunk) {
    String line = line();
    int semicolon = line.indexOf(';');
    int size = size(semicolon < 0 ? line : line.substring(0, semicolon));
    if (afterShortChunk && size > 0) {
      throw new AwsException(
          "InvalidChunkSizeError",
          403,
          "Only the last chunk is allowed to have a size less than 8192 bytes");
    }
    if (size > in.length - at) {
      throw incomplete();
    }
    if (framing.signed()) {
      checkSignature(line, semicolon, size);
    }
    out.write(in, at, size);
    for (Checksum.Running checksum : checksums.values()) {
      checksum.update(in, at, size);
    }
    at += size;
    if (size > 0) {
      endOfLine();
    }
    return size;
  }

  private void checkSignature(String line, int semicolon, int size) {
    String extension = semicolon < 0 ? "" : line.substring(semicolon + 1).strip();
    if (!extension.startsWith(SIGNATURE)) {
      throw incomplete();
    }
    if (signatures.isPresent()) {
      MessageDigest digest = Sha256.digest();
      digest.update(in, at, size);
      signatures.get().checkChunk(extension.substring(SIGNATURE.length()), digest.digest());
    }
  }

  private void checkTrailers(List<String> promised) {
    Map<String, String> trailers = readTrailers();
    String given = trailers.remove(TRAILER_SIGNATURE);
    if (framing.signed() && given == null) {
      throw malformedTrailer();
    }
    if (signatures.isPresent() && given != null) {
      StringBuilder canonical = new StringBuilder();
      trailers.forEach((name, value) -> canonical.append(name + ":" + value + "\n"));
      signatures.get().checkTrailers(given, canonical.toString());
    }
    if (!trailers.keySet().containsAll(promised)) {
      throw malformedTrailer();
    }
    checksums.forEach((checksum, running) -> {
      if (!running.base64().equals(trailers.get(checksum.header()))) {
        throw new AwsException(
            "BadDigest",
            400,
            "The " + checksum + " you specified did not match the calculated checksum.");
      }
    });
  }

  private Map<String, String> readTrailers() {
    Map<String, String> trailers = new LinkedHashMap<>();
    while (at < in.length) {
      String line = line();
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw malformedTrailer();
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      trailers.put(name, line.substring(colon + 1).strip());
    }
    return trailers;
  }

  private List<String> promisedTrailers() {
    List<String> names = new ArrayList<>();
    for (String value : headers.all("X-Amz-Trailer")) {
      for (String name : value.split(",", -1)) {
        if (!name.isBlank()) {
          names.add(name.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }

  private void checkLength() {
    Optional<String> declared = headers.first("X-Amz-Decoded-Content-Length");
    if (declared.isEmpty()) {
      throw new AwsException(
          "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }
    if (!declared.get().equals(Integer.toString(out.size()))) {
      throw incomplete();
    }
  }

  private String line() {
    int end = at;
    while (end < in.length && in[end] != '\n') {
      end++;
    }
    if (end == in.length || end == at || in[end - 1] != '\r' || end - at > LONGEST_LINE) {
      throw incomplete();
    }
    String line = new String(in, at, end - 1 - at, StandardCharsets.ISO_8859_1);
    at = end + 1;
    return line;
  }

  private void endOfLine() {
    if (!line().isEmpty()) {
      throw incomplete();
    }
  }

  private static int size(String hex) {
    try {
      int size = Integer.parseInt(hex.strip(), 16);
      if (size >= 0) {
        return size;
      }
      throw incomplete();
    } catch (NumberFormatException e) {
      throw incomplete();
    }
  }

  private static AwsException incomplete() {
    return new AwsException(
        "IncompleteBody",
        400,
        "You did not provide the number of bytes specified by the Content-Length HTTP header");
  }

  private static AwsException malformedTrailer() {
    return new AwsException(
        "MalformedTrailerError",
        400,
        "The request contained trailing data that was not well-formed or did not conform to our"
            + " published schema.");
  }
}
