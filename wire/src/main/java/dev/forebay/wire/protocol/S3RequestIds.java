package dev.forebay.wire.protocol;

import dev.forebay.model.RequestId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The two names that a request to S3 has in its answer and in events. */
public final class S3RequestIds {
  private S3RequestIds() {}

  /** Sixteen letters and digits. */
  public static String id(RequestId requestId) {
    return requestId.value().replace("-", "").substring(0, 16).toUpperCase(Locale.ROOT);
  }

  /** The longer name, which at AWS tells the host as well. */
  public static String hostId(RequestId requestId) {
    return Base64.getEncoder()
        .encodeToString(requestId.value().getBytes(StandardCharsets.US_ASCII));
  }
}
