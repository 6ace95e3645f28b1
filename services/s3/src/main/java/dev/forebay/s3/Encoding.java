package dev.forebay.s3;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** How keys are written into answers: as they are, or with escapes where the caller asks for it. */
final class Encoding {
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Encoding() {}

  /** The encoding of an {@code encoding-type}. */
  static UnaryOperator<String> of(@Nullable String type) {
    if (type == null) {
      return UnaryOperator.identity();
    }
    if (!type.equals("url")) {
      throw S3Errors.invalidArgument(
          "Invalid Encoding Method specified in Request", "encoding-type", type);
    }
    return Encoding::escape;
  }

  /** Escapes all but what may stand in a path. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || "-._~/*".indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
      }
    }
    return out.toString();
  }
}
