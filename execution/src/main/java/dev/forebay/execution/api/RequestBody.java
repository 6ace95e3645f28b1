package dev.forebay.execution.api;

import dev.forebay.execution.api.RequestHead.Fields;
import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;

/**
 * The body of a request: {@code Content-Length}, or {@code chunked} with trailers, or none.
 * Confined to the connection's thread.
 */
final class RequestBody {
  private static final int LONGEST_CHUNK_LINE = 4 << 10;
  private static final int LONGEST_TRAILERS = 2 << 20;
  private static final long UNKNOWN = -1;

  private final ConnectionInput in;
  private final boolean chunked;
  private final long length;
  private final Runnable onFirstRead;
  private boolean begun;
  private boolean ended;
  private boolean afterChunk;
  private long left;
  private Fields trailers = Fields.NONE;

  private RequestBody(ConnectionInput in, boolean chunked, long length, Runnable onFirstRead) {
    this.in = in;
    this.chunked = chunked;
    this.length = length;
    this.left = Math.max(length, 0);
    this.ended = length == 0;
    this.onFirstRead = onFirstRead;
  }

  /**
   * The body that the headers announce.
   *
   * @param onFirstRead called before the first byte is read: the place to send {@code 100 Continue}
   */
  static RequestBody of(Fields headers, ConnectionInput in, Runnable onFirstRead)
      throws BadRequestException {
    Optional<String> coding = headers.get("Transfer-Encoding");
    Optional<String> length = headers.get("Content-Length");
    if (coding.isPresent()) {
      if (!coding.get().equalsIgnoreCase("chunked") || length.isPresent()) {
        throw new BadRequestException(400, "Unsupported transfer encoding");
      }
      return new RequestBody(in, true, UNKNOWN, onFirstRead);
    }
    if (headers.count("Content-Length") > 1) {
      throw new BadRequestException(400, "Malformed content length");
    }
    return new RequestBody(in, false, length.isEmpty() ? 0 : parse(length.get(), 10), onFirstRead);
  }

  private static long parse(String digits, int radix) throws BadRequestException {
    if (digits.isEmpty()
        || digits.length() > 15
        || digits.chars().anyMatch(c -> Character.digit(c, radix) < 0)) {
      throw new BadRequestException(400, "Malformed length");
    }
    return Long.parseLong(digits, radix);
  }

  /** How many bytes there will be, if that was said. */
  Optional<Long> announced() {
    return length == UNKNOWN ? Optional.empty() : Optional.of(length);
  }

  /** What came after the last chunk. */
  Fields trailers() {
    return trailers;
  }

  /**
   * The next bytes; -1 at the end of the body.
   *
   * @throws EOFException when the connection ends before the body does
   */
  int read(byte[] target, int offset, int room) throws IOException {
    if (!begun) {
      begun = true;
      onFirstRead.run();
    }
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (ended) {
      return -1;
    }
    int count = in.read(target, offset, (int) Math.min(room, left));
    if (count < 0) {
      throw new EOFException("connection closed in a body");
    }
    left -= count;
    ended = !chunked && left == 0;
    return count;
  }

  private void nextChunk() throws IOException {
    if (afterChunk && !in.line(2).isEmpty()) {
      throw new BadRequestException(400, "Malformed chunk");
    }
    afterChunk = true;
    String line = in.line(LONGEST_CHUNK_LINE);
    int extension = line.indexOf(';');
    left = parse((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    if (left == 0) {
      trailers = Fields.read(in, LONGEST_TRAILERS);
      ended = true;
    }
  }

  /**
   * The whole body; empty when it is longer than the limit, in which case the rest of it has not
   * been read.
   */
  Optional<Bytes> readAll(int limit) throws IOException {
    if (length > limit) {
      return Optional.empty();
    }
    if (length >= 0) {
      byte[] all = new byte[(int) length];
      int filled = 0;
      while (filled < all.length) {
        filled += read(all, filled, all.length - filled);
      }
      return Optional.of(Bytes.wrap(all));
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[8 << 10];
    for (int count = read(part, 0, part.length); count >= 0; count = read(part, 0, part.length)) {
      if (all.size() + count > limit) {
        return Optional.empty();
      }
      all.write(part, 0, count);
    }
    return Optional.of(Bytes.wrap(all.toByteArray()));
  }

  /** Reads the rest and drops it; says whether there was no more than the limit. */
  boolean discard(long limit) throws IOException {
    if (ended || (!begun && length == 0)) {
      return true;
    }
    byte[] part = new byte[16 << 10];
    long discarded = 0;
    for (int count = read(part, 0, part.length); count >= 0; count = read(part, 0, part.length)) {
      discarded += count;
      if (discarded > limit) {
        return false;
      }
    }
    return true;
  }
}
