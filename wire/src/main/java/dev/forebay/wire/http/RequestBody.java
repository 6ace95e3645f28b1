package dev.forebay.wire.http;

import dev.forebay.model.Bytes;
import dev.forebay.model.Clock;
import dev.forebay.wire.AwsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A request's body, read within a limit and a deadline. Confined to the request's thread. */
final class RequestBody {
  private static final int BUFFER = 65_536;
  private static final long BYTES_PER_SECOND = 65_536;

  /** How much of a body that nobody wants is read, so that its sender gets to see the answer. */
  private static final long MOST_DRAINED = 134_217_728;

  private final Request request;
  private final Clock clock;
  private final BodyBudget budget;
  private final Duration patience;
  private final long startNanos;
  private boolean touched;
  private int share;

  RequestBody(Request request, Clock clock, BodyBudget budget, Duration patience) {
    this.request = request;
    this.clock = clock;
    this.budget = budget;
    this.patience = patience;
    this.startNanos = clock.nanoTime();
  }

  /**
   * Reads the whole body.
   *
   * @throws AwsException when it is too large, too slow or malformed, or there is no memory for it
   * @throws IOException when the peer is gone
   */
  Bytes read(BodyLimits.Limit limit) throws IOException {
    long declared = request.getLength();
    if (declared == 0) {
      return Bytes.EMPTY;
    }
    if (declared > limit.bytes()) {
      throw limit.tooLarge();
    }
    share = budget.take(declared < 0 ? limit.bytes() : declared, patience);
    touched = true;
    InputStream in = Content.Source.asInputStream(request);
    ByteArrayOutputStream whole = null;
    byte[] buffer = new byte[declared > 0 ? (int) Math.min(declared, BUFFER) : BUFFER];
    long size = 0;
    int filled = 0;
    while (true) {
      if (filled == buffer.length && size == declared && whole == null) {
        return Bytes.wrap(buffer);
      }
      if (filled == buffer.length) {
        whole = whole == null ? new ByteArrayOutputStream(2 * BUFFER) : whole;
        whole.write(buffer, 0, filled);
        filled = 0;
      }
      int count = read(in, buffer, filled);
      if (count < 0) {
        break;
      }
      filled += count;
      size += count;
      if (size > limit.bytes()) {
        throw limit.tooLarge();
      }
      checkPace(size);
    }
    share = budget.shrink(share, size);
    if (whole == null) {
      return Bytes.wrap(Arrays.copyOf(buffer, filled));
    }
    whole.write(buffer, 0, filled);
    return Bytes.wrap(whole.toByteArray());
  }

  /** How many bytes the request announces; empty when it does not say. */
  OptionalLong length() {
    long declared = request.getLength();
    return declared < 0 ? OptionalLong.empty() : OptionalLong.of(declared);
  }

  /**
   * The body as a stream that is never held as a whole. Reading throws {@link AwsException} when it
   * is too slow or malformed.
   */
  InputStream stream() {
    touched = true;
    InputStream in = Content.Source.asInputStream(request);
    return new InputStream() {
      private long size;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] out, int from, int length) throws IOException {
        int count = RequestBody.read(in, out, from, length);
        size += Math.max(0, count);
        checkPace(size);
        return count;
      }
    };
  }

  /**
   * Reads what is left and drops it, within bounds, so that a sender that is still writing does not
   * see its connection reset instead of the answer. A sender that waits for {@code 100 Continue}
   * sends nothing, and is not asked to.
   */
  void drain() {
    boolean waiting = !touched && request.getHeaders().contains(HttpHeader.EXPECT);
    if (waiting || request.getLength() == 0 || request.getLength() > MOST_DRAINED) {
      return;
    }
    try {
      InputStream in = Content.Source.asInputStream(request);
      byte[] dropped = new byte[BUFFER];
      long size = 0;
      int count = read(in, dropped, 0);
      while (count >= 0 && size <= MOST_DRAINED) {
        size += count;
        checkPace(size);
        count = read(in, dropped, 0);
      }
    } catch (AwsException | IOException e) {
      // The answer that is about to be sent says more than this.
      return;
    }
  }

  /** Gives back what memory the body has taken, once its call has been answered. */
  void release() {
    budget.release(share);
    share = 0;
  }

  private static int read(InputStream in, byte[] buffer, int from) throws IOException {
    return read(in, buffer, from, buffer.length - from);
  }

  private static int read(InputStream in, byte[] buffer, int from, int length) throws IOException {
    try {
      return in.read(buffer, from, length);
    } catch (IOException | RuntimeException e) {
      throw explain(e);
    }
  }

  private static IOException explain(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        throw tooSlow();
      }
      if (cause instanceof HttpException http) {
        throw new AwsException(
            "BadRequestException", http.getCode(), "Malformed request body: " + http.getReason());
      }
    }
    return e instanceof IOException io ? io : new IOException(e);
  }

  private void checkPace(long size) {
    long allowed = patience.toNanos() + size * 1_000_000_000L / BYTES_PER_SECOND;
    if (clock.nanoTime() - startNanos > allowed) {
      throw tooSlow();
    }
  }

  private static AwsException tooSlow() {
    return new AwsException(
        "RequestTimeout",
        408,
        "Your socket connection to the server was not read from or written to within the timeout"
            + " period. Idle connections will be closed.");
  }
}
