package dev.forebay.proxy;

import dev.forebay.model.Bytes;
import dev.forebay.wire.http.RawRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a request's body, up to a limit. */
public final class RequestBody {
  /** So much of a body that is too large is read, so that its sender gets to see the answer. */
  private static final long MOST_DROPPED = 134_217_728;

  private static final int BUFFER = 65_536;

  private RequestBody() {}

  /**
   * The whole body; empty when it is too large.
   *
   * @param limit in bytes
   */
  public static Optional<Bytes> read(RawRequest request, int limit) throws IOException {
    byte[] read = request.body().readNBytes(limit + 1);
    if (read.length <= limit) {
      return Optional.of(Bytes.wrap(read));
    }
    drop(request.body());
    return Optional.empty();
  }

  private static void drop(InputStream rest) throws IOException {
    byte[] dropped = new byte[BUFFER];
    long size = 0;
    for (int count = rest.read(dropped);
        count >= 0 && size < MOST_DROPPED;
        count = rest.read(dropped)) {
      size += count;
    }
  }
}
