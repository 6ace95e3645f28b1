package dev.forebay.wire.signature;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.protocol.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes the aws-chunked framing off a body as it is read: {@code size[;chunk-signature=…] CRLF
 * bytes CRLF}, a chunk of no bytes, then trailers. Signatures are verified on the way, so bytes
 * that were read are good only once the end was met. Confined to one thread.
 */
final class AwsChunkedStream extends InputStream {
  private static final int SMALLEST_SIGNED_CHUNK = 8_192;
  private static final int LONGEST_LINE = 16_384;
  private static final int MOST_TRAILERS = 32;
  private static final int BUFFER = 65_536;
  private static final String SIGNATURE = "chunk-signature=";
  private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

  private final InputStream in;
  private final Payload.Chunked framing;
  private final Headers headers;
  private final Optional<ChunkSignatures> signatures;
  private final Map<String, String> trailers = new LinkedHashMap<>();
  private final MessageDigest chunkHash = Sha256.digest();
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;
  private String chunkSignature = "";
  private long left;
  private long total;
  private boolean afterShortChunk;
  private boolean done;

  /**
   * A stream over a framed body.
   *
   * @param signatures the chain to check, or empty when chunks are unsigned or the secret unknown
   * @throws AwsException when the request does not say how long the body is without framing
   */
  AwsChunkedStream(
      InputStream in,
      Payload.Chunked framing,
      Headers headers,
      Optional<ChunkSignatures> signatures) {
    this.in = in;
    this.framing = framing;
    this.headers = headers;
    this.signatures = signatures;
  }

  /** How long the body is without its framing, as the request says. */
  static OptionalLong declaredLength(Headers headers) {
    Optional<String> declared = headers.first("X-Amz-Decoded-Content-Length");
    try {
      return declared.isEmpty()
          ? OptionalLong.empty()
          : OptionalLong.of(Long.parseUnsignedLong(declared.get()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** The trailers by name in lower case, without their signature; complete at the end. */
  Map<String, String> trailers() {
    return trailers;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0 && !done) {
      startChunk();
    }
    if (done) {
      return -1;
    }
    int wanted = (int) Math.min(length, left);
    int count;
    if (at < end) {
      count = Math.min(wanted, end - at);
      System.arraycopy(buffer, at, out, from, count);
      at += count;
    } else {
      count = in.read(out, from, wanted);
      if (count < 0) {
        throw incomplete();
      }
    }
    if (signatures.isPresent()) {
      chunkHash.update(out, from, count);
    }
    total += count;
    left -= count;
    if (left == 0) {
      endChunk();
      endOfLine();
    }
    return count;
  }

  private void startChunk() throws IOException {
    String line = line();
    int semicolon = line.indexOf(';');
    left = size(semicolon < 0 ? line : line.substring(0, semicolon));
    if (afterShortChunk && left > 0) {
      throw new AwsException(
          "InvalidChunkSizeError",
          403,
          "Only the last chunk is allowed to have a size less than 8192 bytes");
    }
    afterShortChunk = framing.signed() && left < SMALLEST_SIGNED_CHUNK;
    if (framing.signed()) {
      String extension = semicolon < 0 ? "" : line.substring(semicolon + 1).strip();
      if (!extension.startsWith(SIGNATURE)) {
        throw incomplete();
      }
      chunkSignature = extension.substring(SIGNATURE.length());
    }
    if (left == 0) {
      endChunk();
      endBody();
    }
  }

  private void endChunk() {
    signatures.ifPresent(chain -> chain.checkChunk(chunkSignature, chunkHash.digest()));
  }

  private void endBody() throws IOException {
    if (framing.trailer()) {
      readTrailers();
    } else if (available(1)) {
      endOfLine();
    }
    if (available(1)) {
      throw incomplete();
    }
    Optional<String> declared = headers.first("X-Amz-Decoded-Content-Length");
    if (declared.isEmpty()) {
      throw new AwsException(
          "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    }
    if (!declared.get().equals(Long.toString(total))) {
      throw incomplete();
    }
    done = true;
  }

  private void readTrailers() throws IOException {
    while (available(1)) {
      String line = line();
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon < 1 || trailers.size() >= MOST_TRAILERS) {
        throw malformedTrailer();
      }
      String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
      trailers.put(name, line.substring(colon + 1).strip());
    }
    String given = trailers.remove(TRAILER_SIGNATURE);
    if (framing.signed() && given == null) {
      throw malformedTrailer();
    }
    if (signatures.isPresent() && given != null) {
      StringBuilder canonical = new StringBuilder();
      trailers.forEach((name, value) -> canonical.append(name + ":" + value + "\n"));
      signatures.get().checkTrailers(given, canonical.toString());
    }
    if (!trailers.keySet().containsAll(promised(headers))) {
      throw malformedTrailer();
    }
  }

  /** The names that {@code X-Amz-Trailer} promises, in lower case. */
  static List<String> promised(Headers headers) {
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

  private String line() throws IOException {
    int length = 0;
    while (true) {
      if (!available(length + 1)) {
        throw incomplete();
      }
      if (buffer[at + length] == '\n') {
        break;
      }
      length++;
      if (length > LONGEST_LINE) {
        throw incomplete();
      }
    }
    if (length == 0 || buffer[at + length - 1] != '\r') {
      throw incomplete();
    }
    String line = new String(buffer, at, length - 1, StandardCharsets.ISO_8859_1);
    at += length + 1;
    return line;
  }

  private void endOfLine() throws IOException {
    if (!line().isEmpty()) {
      throw incomplete();
    }
  }

  /** Whether so many bytes lie in the buffer, after reading on if need be. */
  private boolean available(int count) throws IOException {
    while (end - at < count) {
      if (at > 0) {
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
      }
      int more = in.read(buffer, end, buffer.length - end);
      if (more < 0) {
        return false;
      }
      end += more;
    }
    return true;
  }

  private static long size(String hex) {
    try {
      long size = Long.parseLong(hex.strip(), 16);
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
