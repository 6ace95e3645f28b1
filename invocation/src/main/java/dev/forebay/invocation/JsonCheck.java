package dev.forebay.invocation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Whether bytes are one JSON value: goes over the tokens once and keeps none. Immutable,
 * thread-safe.
 */
public final class JsonCheck {
  // No value is converted, so lengths cost nothing beyond the payload's own size.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private JsonCheck() {}

  /** What is wrong with the bytes in the parser's words, or empty when they are JSON. */
  public static Optional<String> fault(Bytes bytes) {
    boolean ascii = isAscii(bytes.toByteBuffer());
    try (InputStream in = bytes.toInputStream();
        JsonParser parser = JSON.createParser(in)) {
      return fault(parser, ascii);
    } catch (IOException e) {
      return faultOfArray(bytes.toArray());
    }
  }

  private static boolean isAscii(ByteBuffer bytes) {
    while (bytes.remaining() >= Long.BYTES) {
      if ((bytes.getLong() & HIGH_BITS) != 0) {
        return false;
      }
    }
    while (bytes.hasRemaining()) {
      if (bytes.get() < 0) {
        return false;
      }
    }
    return true;
  }

  // Only an array makes the parser quote its source, as AWS's answer does.
  private static Optional<String> faultOfArray(byte[] array) {
    try (JsonParser parser = JSON.createParser(array)) {
      return fault(parser, false);
    } catch (IOException e) {
      String text = e.getMessage();
      return Optional.of(text == null ? "malformed" : text);
    }
  }

  private static Optional<String> fault(JsonParser parser, boolean ascii) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      return Optional.of("No content to map due to end-of-input");
    }
    int depth = 0;
    do {
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else if (!ascii) {
        // A string that is gone past without being read is not looked at for malformed UTF-8.
        parser.finishToken();
      }
      if (depth == 0) {
        break;
      }
      token = parser.nextToken();
    } while (token != null);
    return parser.nextToken() == null
        ? Optional.empty()
        : Optional.of("Unexpected token after the value");
  }
}
