package dev.forebay.wire.http;

import dev.forebay.wire.protocol.Headers;
import java.util.List;
import java.util.Optional;

/**
 * Which web pages may use which buckets ("Using cross-origin resource sharing", Amazon S3 User
 * Guide). Thread-safe.
 */
@FunctionalInterface
public interface CrossOrigin {
  /** No page may. */
  CrossOrigin NONE = (bucket, origin, method, headers) -> Optional.empty();

  /**
   * The headers that let a page read an answer, or send a request; empty when it may not.
   *
   * @param bucket its name; there need not be such a bucket
   * @param origin where the page is from
   * @param method of the request
   * @param headers that a request to come wants to have
   */
  Optional<Headers> allow(String bucket, String origin, String method, List<String> headers);
}
