package dev.forebay.wire.http;

import java.io.IOException;

/** Answers requests of a {@link RawRoute}. Called on a virtual thread; may block. */
@FunctionalInterface
public interface RawHandler {
  /**
   * Answers the request, or throws {@link dev.forebay.wire.AwsException} before it has begun to.
   *
   * @throws IOException when the peer is gone
   */
  void handle(RawRequest request, RawResponse response) throws IOException;
}
