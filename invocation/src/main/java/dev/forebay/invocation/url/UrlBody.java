package dev.forebay.invocation.url;

import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.http.RawRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads a request's body, no more of it than an event can hold ("Lambda quotas"). */
final class UrlBody {
  /** The limit of a whole event, in bytes; what is in Base64 reaches it sooner. */
  private static final int LIMIT = 6_291_456;

  /** So much of a body that is too large is read, so that its sender gets to see the answer. */
  private static final long MOST_DROPPED = 134_217_728;

  private static final int BUFFER = 65_536;

  private UrlBody() {}

  /** The whole body; empty when it is too large. */
  static Optional<Bytes> read(RawRequest request) throws IOException {
    byte[] read = request.body().readNBytes(LIMIT + 1);
    if (read.length <= LIMIT) {
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

  /** The answer to more. */
  static AwsException tooLarge() {
    return new AwsException(
        "RequestEntityTooLargeException",
        413,
        "Request must be smaller than " + LIMIT + " bytes for the InvokeFunction operation");
  }
}
