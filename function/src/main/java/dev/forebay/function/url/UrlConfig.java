package dev.forebay.function.url;

import dev.forebay.function.store.Key;
import dev.forebay.function.store.Table;
import dev.forebay.model.Qualifier;
import java.util.List;
import java.util.Optional;

/**
 * The URL of a function or alias. Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html">Creating and
 *     managing Lambda function URLs</a>
 * @param urlId the first label of the URL's host
 * @param authType {@code NONE} or {@code AWS_IAM}
 * @param cors what is allowed across origins, if configured
 * @param invokeMode {@code BUFFERED} or {@code RESPONSE_STREAM}
 * @param createdMillis when it was made, in milliseconds since 1970
 * @param modifiedMillis when it was last changed, in milliseconds since 1970
 */
public record UrlConfig(
    String urlId,
    String authType,
    Optional<CorsRules> cors,
    String invokeMode,
    long createdMillis,
    long modifiedMillis) {
  /** By function and qualifier; the function's own is that of {@code $LATEST}. */
  public static final Table<UrlConfig> TABLE = new Table<>("url", UrlConfig.class);

  /** The invoke mode unless another is asked for. */
  static final String BUFFERED = "BUFFERED";

  /** The auth type of a URL for everybody. */
  private static final String NONE = "NONE";

  /** The invoke mode in which bytes arrive as they are written. */
  private static final String RESPONSE_STREAM = "RESPONSE_STREAM";

  /** Whether requests need no signature. */
  public boolean isOpen() {
    return authType.equals(NONE);
  }

  /** Whether answers are streamed. */
  public boolean isStreaming() {
    return invokeMode.equals(RESPONSE_STREAM);
  }

  /** The key of a qualifier's URL. */
  public static Key key(String function, Qualifier qualifier) {
    return Key.of(function, qualifier.value());
  }

  /**
   * What is allowed across origins; a member is absent where the request left it out. Immutable.
   *
   * @param allowCredentials whether cookies may come along
   * @param allowHeaders request headers
   * @param allowMethods HTTP methods
   * @param allowOrigins origins
   * @param exposeHeaders response headers that scripts may read
   * @param maxAge seconds for which a preflight's answer may be kept, 0 to 86,400
   */
  public record CorsRules(
      Optional<Boolean> allowCredentials,
      Optional<List<String>> allowHeaders,
      Optional<List<String>> allowMethods,
      Optional<List<String>> allowOrigins,
      Optional<List<String>> exposeHeaders,
      Optional<Integer> maxAge) {}
}
