package dev.forebay.eventsource.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/** Tells JSON from other text. */
final class JsonText {
  /** One level less than the matcher reads, which sees the text within an object. */
  private static final int DEEPEST = StreamReadConstraints.DEFAULT_MAX_DEPTH - 1;

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private JsonText() {}

  /** Whether the text is one JSON object or array and nothing else. */
  static boolean isObjectOrArray(String text) {
    if (!startsLikeOne(text)) {
      return false;
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT && first != JsonToken.START_ARRAY) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException notJson) {
      return false;
    }
  }

  private static boolean startsLikeOne(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ') {
        return c == '{' || c == '[';
      }
    }
    return false;
  }
}
